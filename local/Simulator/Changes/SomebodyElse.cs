using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Power;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Changes;

/// <summary>A person who changes machines behind the suite's back: at once, and with a trace in the activity log alone.</summary>
internal sealed class SomebodyElse(SimulatedAzure azure)
{
    public const string Name = "somebody.else@contoso.example";

    public void SetSize(Machine machine, VmSize size)
    {
        lock (azure.Changing)
        {
            machine.ChangeSize(size, azure.Time.GetUtcNow(), Name);
        }
        Write(machine, "Microsoft.Compute/virtualMachines/write");
    }

    public void SetTag(Machine machine, string name, string? value)
    {
        lock (azure.Changing)
        {
            var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (present, text) in machine.Tags)
                tags[present] = text;
            if (value is null)
                tags.Remove(name);
            else
                tags[name] = value;
            machine.ChangeTags(tags, azure.Time.GetUtcNow(), Name);
        }
        Write(machine, "Microsoft.Resources/tags/write");
    }

    public void SetPower(Machine machine, bool isOn)
    {
        lock (azure.Changing)
        {
            var now = azure.Time.GetUtcNow().UtcTicks;
            machine.ChangePower(isOn
                ? new PowerChange(now, now, MachinePower.Starting, MachinePower.Running, "VirtualMachines_Start", Name)
                : new PowerChange(now, now, MachinePower.Deallocating, MachinePower.Deallocated, "VirtualMachines_Deallocate", Name));
        }
        Write(machine, isOn ? "Microsoft.Compute/virtualMachines/start/action" : "Microsoft.Compute/virtualMachines/deallocate/action");
    }

    private void Write(Machine machine, string action)
    {
        var now = azure.Time.GetUtcNow();
        var correlation = Noise.Id(machine.Seed ^ (ulong)now.UtcTicks, action).ToString();
        azure.Activity.Add(new ActivityEntry(now, Name, action, machine.Id, "Succeeded", correlation, Code: null));
    }
}
