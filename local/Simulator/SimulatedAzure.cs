using Azure.Core.Pipeline;
using OpsFunctions.Simulator.Blobs;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Events;
using OpsFunctions.Simulator.Events.Delivering;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Graph;
using OpsFunctions.Simulator.Guests;
using OpsFunctions.Simulator.Health;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Notifications;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.People;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Prices;
using OpsFunctions.Simulator.Queues;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.ScaleSetting;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator;

/// <summary>
/// Azure for unmodified Azure clients, inside the process and on a loopback port only where <see cref="SimulatedAzureOptions.Listens"/>
/// says so. Point the clients' transport at it with <see cref="CreateTransport"/>, and the App Service variables IDENTITY_ENDPOINT and
/// IDENTITY_HEADER at <see cref="IdentityEndpoint"/> and <see cref="IdentityHeader"/>.
/// What it does as Azure does, and how that is known, is in docs/simulated-azure.md.
/// </summary>
public sealed class SimulatedAzure : IAsyncDisposable
{
    /// <summary>
    /// Value for IDENTITY_ENDPOINT. The variable belongs to the process; the credential's transport finds the right simulator.
    /// </summary>
    public const string IdentityEndpoint = "http://identity.simulated/msi/token";

    /// <summary>Value for IDENTITY_HEADER.</summary>
    public const string IdentityHeader = "simulated-identity";

    private readonly Front _front;
    private readonly ChanceFaults _chance;
    private readonly bool _allowsUnknown;
    private Entrance _entrance = null!;

    private SimulatedAzure(SimulatedAzureOptions options, Fleet fleet)
    {
        Fleet = fleet;
        _allowsUnknown = options.AllowsUnknown;
        RestorePointsCrossSubscriptions = options.RestorePointsCrossSubscriptions;
        Resources = new SimulatedResources(this);
        Networks = new SimulatedNetworks(this);
        People = new SimulatedPeople(this);
        Identities = new SimulatedIdentities(this);
        Resources.Store.Fleet.Add(new FleetNetworks(this));
        Contents = [new FleetContent(this), new ScaleSetContent(this), Resources.Store];
        GuestAnswer = (machine, script) => GuestScript.Answer(this, machine, script);
        Time = options.Time ?? new SimulatedClock(options.Start);
        fleet.Groups.Time = Time;
        var seed = Noise.Mix((ulong)options.Fleet.Seed);
        Guests = new SimulatedGuests(options.Faults, seed);
        Guests.HasWayOut = machine => new GuestReach(this, machine).HasWayToStorage();
        Later = new DueWork(Time);
        Health = new SimulatedHealth(this);
        Outages = new SimulatedOutages(this);
        foreach (var machine in fleet.Machines)
        {
            (machine.Guest, machine.Time) = (new Guest(machine, Guests), Time);
            Watch(machine);
        }
        Disks = new MadeDisks(Time, options.ResourceGraphLag);
        ScaleSets = new ScaleSets(this);
        TenantId = Noise.Id(seed, "tenant").ToString();
        Suite = new SuiteIdentities(seed);
        Entra = new SimulatedEntra(TenantId, ClientId, Time);
        var authority = new TokenAuthority(TenantId, Suite);
        Operations = new OperationLedger(seed, Time);
        Reservations = new Reservations(fleet, Time);
        Limits = new VcpuLimits(fleet, Reservations);
        Capacity = new Capacity(seed, options.Faults);
        Policies = new Policies(fleet, seed);
        Placement = new Placement(this);
        Locks = new Locks(fleet);
        Activity = new ActivityLog(Time);
        Disturbances = new Disturbances(fleet, Time);
        Directory = new SimulatedDirectory(Time, TenantId, Suite.Audit.PrincipalId);
        ManagementGroups = new ManagementGroups(TenantId);
        Roles = new Roles(fleet, Time, ManagementGroups, Suite, Directory.GroupsOf);
        Access = new SimulatedAccess(this, options.BuiltInRoles);
        Alerts = new SimulatedAlerts(this);
        foreach (var one in Suite.All)
        {
            Directory.Add(new DirectoryObject(one.PrincipalId, DirectoryKind.ServicePrincipal, $"ops-functions-{one.Name}")
            {
                AppId = one.ClientId, ServicePrincipalType = "ManagedIdentity",
            });
        }
        RestorePoints = new RestorePoints(Time, options.ResourceGraphLag);
        Snapshots = new Snapshots(RestorePoints, Time, options.ResourceGraphLag);
        Gate = new Gate(fleet, Roles, Suite, Locks, Calls, Access);
        var (blobs, queues) = (new BlobStore(Time, options.ImmutableContainers), new QueueStore(Time));
        Queues = new SimulatedQueues(queues);
        Events = new SimulatedEvents(this, queues, blobs, options.Events);
        Activity.Seen = (entry, method, url) =>
        {
            Events.Saw(entry, method, url);
            Alerts.Engine.Saw(entry);
        };
        var chance = _chance = new ChanceFaults(options.Faults, seed);
        var metrics = new MetricReader(Time, chance);
        var routes = new ManagementRoutes(this, metrics, new GraphEndpoint(this, options.ResourceGraphLag));
        Actions = routes.Table.Actions;
        var throttle = new Throttle(Time, options.EnforceThrottling);
        SimulatedHost[] hosts =
        [
            new ManagementHost(routes, Gate, new SubscriptionRules(this)),
            new MetricsHost(fleet, metrics, Gate),
            new PricesHost(chance, seed, Time),
            new BlobHost(blobs, fleet, Gate),
            new QueueHost(queues, fleet, Gate),
            new IdentityHost(authority),
            new EntraHost(Entra),
            new GraphHost(this, throttle),
            new HooksHost(Deliveries, Time),
            new ControlHost(this),
        ];
        _front = new Front(
            hosts, authority, throttle, Faults, chance, Calls, Activity, Time, options.Latency,
            options.SpellsIds ? new IdSpelling(seed, Time) : null);
    }

    /// <summary>http://127.0.0.1:port.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    public Uri Address => _entrance.Address
        ?? throw new InvalidOperationException("This simulated Azure has no address: start it with Listens = true.");

    /// <summary>Value for HTTPS_PROXY; null: it was started without a proxy.</summary>
    public Uri? Proxy => _entrance.Proxy;

    /// <summary>The certificate, in PEM, that a client which comes through the proxy must trust; null: there is no proxy.</summary>
    public string? CertificateAuthority => _entrance.Authority;

    /// <summary>The simulated clock.</summary>
    /// <exception cref="InvalidOperationException">It was started with another <see cref="TimeProvider"/>.</exception>
    public SimulatedClock Clock =>
        Time as SimulatedClock ?? throw new InvalidOperationException("This simulated Azure was given its time from outside.");

    /// <summary>Azure's time.</summary>
    public TimeProvider Time { get; }

    /// <summary>The truth.</summary>
    public Fleet Fleet { get; }

    /// <summary>The suite's managed identities.</summary>
    public SuiteIdentities Suite { get; }

    /// <summary>Client id of the identity that reads: of other people's tools the only one.</summary>
    public string ClientId => Suite.Read.ClientId;

    /// <summary>The tenant.</summary>
    public string TenantId { get; }

    /// <summary>Object id of the identity that reads.</summary>
    public string PrincipalId => Suite.Read.PrincipalId;

    /// <summary>Issues access tokens for callers of the app.</summary>
    public SimulatedEntra Entra { get; }

    /// <summary>What was asked so far.</summary>
    public CallLog Calls { get; } = new();

    /// <summary>Messages that hooks.contoso.example took.</summary>
    public DeliveryLog Deliveries { get; } = new();

    /// <summary>Faults to inject.</summary>
    public FaultRules Faults { get; } = new();

    /// <summary>Where there is no place for a machine.</summary>
    public Capacity Capacity { get; }

    /// <summary>The capacity reservations there are.</summary>
    public Reservations Reservations { get; }

    /// <summary>Management locks.</summary>
    public Locks Locks { get; }

    /// <summary>Who changed what.</summary>
    public ActivityLog Activity { get; }

    /// <summary>What was done to the machines.</summary>
    public Disturbances Disturbances { get; }

    /// <summary>What the suite's identities may do where.</summary>
    public Roles Roles { get; }

    /// <summary>Who else has which role where, what is denied and what can be activated.</summary>
    public SimulatedAccess Access { get; }

    /// <summary>Users, groups and service principals.</summary>
    public SimulatedDirectory Directory { get; }

    /// <summary>Managed identities.</summary>
    public SimulatedIdentities Identities { get; }

    /// <summary>Alerts of Azure Monitor.</summary>
    public SimulatedAlerts Alerts { get; }

    /// <summary>The management groups.</summary>
    public ManagementGroups ManagementGroups { get; }

    /// <summary>The snapshots there are.</summary>
    public Snapshots Snapshots { get; }

    /// <summary>The restore points there are.</summary>
    public RestorePoints RestorePoints { get; }

    /// <summary>The storage queues of all accounts.</summary>
    public SimulatedQueues Queues { get; }

    /// <summary>Event Grid.</summary>
    public SimulatedEvents Events { get; }

    /// <summary>What Azure Policy denies.</summary>
    public Policies Policies { get; }

    /// <summary>The machines' operating systems, and what is wrong with them.</summary>
    public SimulatedGuests Guests { get; }

    /// <summary>
    /// What a script (or the name of a command) prints when it is run on a machine. Default: how the guest is, where the script asks for a
    /// status, ports or uptime; else «ok». Longer than 4,096 characters is cut.
    /// </summary>
    public Func<Machine, string, string> GuestAnswer { get; set; }

    /// <summary>What goes wrong with machines, and what ended it.</summary>
    public SimulatedOutages Outages { get; }

    /// <summary>What resource health says.</summary>
    public SimulatedHealth Health { get; }

    /// <summary>What is due at some moment; nothing, before there is an outage, a rule or an event subscription.</summary>
    internal DueWork Later { get; }

    /// <summary>Scale sets.</summary>
    public ScaleSets ScaleSets { get; }

    /// <summary>Disks that requests made.</summary>
    internal MadeDisks Disks { get; }

    /// <summary>Networks, addresses, web apps and the like.</summary>
    public SimulatedResources Resources { get; }

    /// <summary>Whose terms are accepted where.</summary>
    public SimulatedMarketplace Marketplace { get; } = new();

    /// <summary>Which resource providers and features subscriptions are registered for.</summary>
    public SimulatedProviders Providers { get; } = new();

    /// <summary>Whether a disk restore point may be the source of a disk in another subscription.</summary>
    internal bool RestorePointsCrossSubscriptions { get; }

    /// <summary>What people make beside the suite.</summary>
    public SimulatedPeople People { get; }

    /// <summary>What other parties connect networks to.</summary>
    public SimulatedNetworks Networks { get; }

    /// <summary>What can be in a resource group, each kind by itself.</summary>
    internal List<IGroupContent> Contents { get; }

    internal OperationLedger Operations { get; }

    internal VcpuLimits Limits { get; }

    internal Placement Placement { get; }

    internal Gate Gate { get; }

    /// <summary>Every action on resources that is asked for when a call comes in.</summary>
    internal IReadOnlyList<string> Actions { get; }

    /// <summary>Held while something is checked and changed, so that two requests never pass the same check.</summary>
    internal Lock Changing { get; } = new();

    /// <summary>Whether machines can be given a size of that name.</summary>
    public static bool HasSize(string name) => SizeCatalogue.Find(name) is not null;

    /// <summary>Requests that have begun and are not answered yet, to Azure or of its action groups.</summary>
    public int RequestsInFlight => _front.InFlight + Alerts.InFlight;

    /// <summary>Starts it and returns when it answers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="TraceFormatException">The recordings cannot be read.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedAzure> StartAsync(SimulatedAzureOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var fleetOptions = options.Fleet.Start == default ? options.Fleet with { Start = options.Start } : options.Fleet;
        var fleet = FleetGenerator.Generate(fleetOptions);
        var azure = new SimulatedAzure(options, fleet);
        azure._entrance = await Entrance.OpenAsync(azure._front.Handle, options.Listens ? options.Port : null, options.ProxyPort, ct);
        return azure;
    }

    /// <summary>A person gives the machine another size, at once and without a restart.</summary>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public void SetSizeAsSomebodyElse(Machine machine, string size)
    {
        ArgumentNullException.ThrowIfNull(machine);
        new SomebodyElse(this).SetSize(machine, SizeCatalogue.Find(size)
            ?? throw new ArgumentException($"There is no size '{size}'.", nameof(size)));
    }

    /// <summary>A person sets a tag, or takes it away where the value is null.</summary>
    public void SetTagAsSomebodyElse(Machine machine, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(machine);
        new SomebodyElse(this).SetTag(machine, name, value);
    }

    /// <summary>A person starts or deallocates the machine, at once.</summary>
    public void SetPowerAsSomebodyElse(Machine machine, bool isOn)
    {
        ArgumentNullException.ThrowIfNull(machine);
        new SomebodyElse(this).SetPower(machine, isOn);
    }

    /// <summary>The machine's disks as they are now, that of the system first; none where somebody deleted them.</summary>
    public IReadOnlyList<SimulatedDisk> DisksOf(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var now = Time.GetUtcNow();
        return [.. MachineDisk.Of(machine).Where(disk => disk.Exists(now)).Select(disk => SimulatedDisk.Of(disk.At(now)))];
    }

    /// <summary>
    /// A person deletes the machine with its network interfaces and locks, at once. What is known of it stays in <see cref="Fleet"/>, with
    /// <see cref="Machine.DeletedAt"/>; for Azure it is gone.
    /// </summary>
    /// <param name="machine">Which.</param>
    /// <param name="withDisks">Its disks, too; else they stay, unattached.</param>
    /// <exception cref="ArgumentException">It is gone already.</exception>
    public void DeleteMachineAsSomebodyElse(Machine machine, bool withDisks)
    {
        ArgumentNullException.ThrowIfNull(machine);
        new SomebodyElse(this).DeleteMachine(machine, withDisks);
    }

    /// <summary>
    /// A person puts another disk of the same name, kind and size in the place of one, at once; it has another unique id.
    /// </summary>
    /// <param name="machine">Whose disk.</param>
    /// <param name="lun">Number of the data disk; null: the OS disk.</param>
    /// <exception cref="ArgumentException">There is no such disk.</exception>
    public void ReplaceDiskAsSomebodyElse(Machine machine, int? lun)
    {
        ArgumentNullException.ThrowIfNull(machine);
        new SomebodyElse(this).ReplaceDisk(machine, lun);
    }

    /// <summary>A person deletes a snapshot, at once and past all locks; a copy that is being made of it fails.</summary>
    /// <exception cref="ArgumentException">There is no such snapshot.</exception>
    public void DeleteSnapshotAsSomebodyElse(string id) => new SomebodyElse(this).DeleteSnapshot(id);

    /// <summary>A person sets a tag of a snapshot, or takes it away where the value is null.</summary>
    /// <exception cref="ArgumentException">There is no such snapshot.</exception>
    public void SetSnapshotTagAsSomebodyElse(string id, string name, string? value) =>
        new SomebodyElse(this).SetSnapshotTag(id, name, value);

    /// <summary>
    /// A person takes an incremental snapshot of one of the machine's disks, which is complete at once and lies in the machine's resource
    /// group.
    /// </summary>
    /// <param name="machine">Whose disk.</param>
    /// <param name="lun">Number of the data disk; null: the OS disk.</param>
    /// <param name="name">Name of the snapshot, which must be free.</param>
    /// <param name="tags">Its tags; null: none.</param>
    /// <param name="createdAt">When it says it was taken, also long ago or in the future; null: now. It is there from now on in any
    /// case.</param>
    /// <exception cref="ArgumentException">There is no such disk, or there is a snapshot of that name.</exception>
    public Snapshot AddSnapshotAsSomebodyElse(
        Machine machine, int? lun, string name, IReadOnlyDictionary<string, string>? tags = null, DateTimeOffset? createdAt = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new SomebodyElse(this).AddSnapshot(machine, lun, name, tags
            ?? new Dictionary<string, string>(StringComparer.Ordinal), createdAt);
    }

    /// <summary>From now on outages and resource health see what becomes of a machine.</summary>
    internal void Watch(Machine machine)
    {
        machine.PowerSeen = change =>
        {
            Outages.SawPower(machine, change);
            Health.SawPower(machine, change);
        };
        machine.SizeSeen = (size, at, caller) => Outages.SawSize(machine, size.Vcpus, at, caller);
    }

    /// <summary>From now on nothing fails by chance: whoever reads the results is not part of what is tried.</summary>
    public void Calm() => _chance.IsCalm = true;

    /// <summary>A transport for any Azure client's options; it lives as long as this.</summary>
    public HttpPipelineTransport CreateTransport() => _entrance.CreateTransport();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was asked for what it does not simulate.</exception>
    public async ValueTask DisposeAsync()
    {
        await _entrance.DisposeAsync();
        Events.Dispose();
        Later.Dispose();
        Entra.Dispose();
        if (!_allowsUnknown && Calls.Unknown is [_, ..] unknown)
            throw new InvalidOperationException(
                $"Simulated Azure was asked for what it does not simulate: {string.Join("; ", unknown.Take(5))}.");
    }
}
