using System.Buffers;
using System.Globalization;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>Containers and blobs of all accounts, in memory. One lock: every operation is short, and so conditions are exact.</summary>
/// <param name="time">Azure's time.</param>
/// <param name="immutable">Names of containers with an immutability policy that allows protected appends.</param>
internal sealed class BlobStore(TimeProvider time, IReadOnlyList<string> immutable)
{
    public const int MostBlocks = 50_000;

    // Documented: at least so long its name is not free again.
    public static readonly TimeSpan BeingDeleted = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, BlobContainer> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _gone = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Null: it is made; else why it is not.</summary>
    public BlobOutcome? Create(string container)
    {
        lock (_lock)
        {
            if (_gone.TryGetValue(container, out var at) && time.GetUtcNow() < at + BeingDeleted)
                return BlobOutcome.ContainerBeingDeleted;
            return _containers.TryAdd(container, new BlobContainer(NextETag(), time.GetUtcNow())) ? null : BlobOutcome.ContainerExists;
        }
    }

    /// <summary>Null: there is no such container; else what came of it.</summary>
    public BlobOutcome? Remove(string container)
    {
        lock (_lock)
        {
            if (!_containers.TryGetValue(container, out var place))
                return null;
            if (IsImmutable(container) && place.Blobs.Count > 0)
                return BlobOutcome.Immutable;
            _containers.Remove(container);
            _gone[container] = time.GetUtcNow();
            return new BlobOutcome(202);
        }
    }

    /// <summary>Whether what is in it can be neither replaced nor deleted.</summary>
    public bool IsImmutable(string container) =>
        immutable.Contains(container[(container.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);

    public BlobContainer? Container(string container)
    {
        lock (_lock)
            return _containers.GetValueOrDefault(container);
    }

    /// <summary>Names of an account's containers, which begin with its name and a slash.</summary>
    public IReadOnlyList<string> Containers(string account)
    {
        lock (_lock)
            return [.. _containers.Keys.Where(name => name.StartsWith(account + "/", StringComparison.Ordinal))
                .Select(name => name[(account.Length + 1)..])];
    }

    public BlobOutcome Get(string container, string name, BlobConditions conditions)
    {
        lock (_lock)
        {
            if (Find(container, name, out var place) is not { } blob)
                return place is null ? BlobOutcome.NoContainer : BlobOutcome.NotFound;
            return conditions.RefuseRead(blob) ?? new BlobOutcome(200, blob);
        }
    }

    public BlobOutcome Put(string container, string name, BlobConditions conditions, StoredBlob blob)
    {
        lock (_lock)
        {
            var old = Find(container, name, out var place);
            if (place is null)
                return BlobOutcome.NoContainer;
            if ((conditions.RefuseWrite(old) ?? Protected(container, old)) is { } refusal)
                return refusal;
            var now = time.GetUtcNow();
            var stored = blob with { ETag = NextETag(), LastModified = now, Created = old?.Created ?? now };
            place.Blobs[name] = stored;
            place.Uncommitted.Remove(name);
            return new BlobOutcome(201, stored);
        }
    }

    public BlobOutcome SetMetadata(string container, string name, BlobConditions conditions, IReadOnlyDictionary<string, string> metadata)
    {
        lock (_lock)
        {
            if (Find(container, name, out var place) is not { } blob)
                return place is null ? BlobOutcome.NoContainer : BlobOutcome.NotFound;
            if ((conditions.RefuseWrite(blob) ?? Protected(container, blob)) is { } refusal)
                return refusal;
            var stored = blob with { ETag = NextETag(), LastModified = time.GetUtcNow(), Metadata = metadata };
            place!.Blobs[name] = stored;
            return new BlobOutcome(200, stored);
        }
    }

    /// <summary>Appends and returns the blob as it is afterwards; the block lies at its end.</summary>
    public BlobOutcome Append(string container, string name, BlobConditions conditions, byte[] block)
    {
        lock (_lock)
        {
            if (Find(container, name, out var place) is not { } blob)
                return place is null ? BlobOutcome.NoContainer : BlobOutcome.NotFound;
            if (!blob.IsAppend)
                return BlobOutcome.WrongType;
            if (conditions.RefuseWrite(blob) is { } refusal)
                return refusal;
            if (conditions.AppendPosition is { } position && position != blob.Content.Length)
                return BlobOutcome.PositionNotMet;
            if (conditions.MaxSize is { } most && blob.Content.Length + block.Length > most)
                return BlobOutcome.TooLarge;
            if (blob.Blocks >= MostBlocks)
                return BlobOutcome.TooManyBlocks;
            var (buffer, length) = Grown(blob, block);
            var stored = blob with
            {
                Buffer = buffer, Content = new(buffer, 0, length), ETag = NextETag(), LastModified = time.GetUtcNow(),
                Blocks = blob.Blocks + 1,
            };
            place!.Blobs[name] = stored;
            return new BlobOutcome(201, stored);
        }
    }

    public BlobOutcome Delete(string container, string name, BlobConditions conditions)
    {
        lock (_lock)
        {
            if (Find(container, name, out var place) is not { } blob)
                return place is null ? BlobOutcome.NoContainer : BlobOutcome.NotFound;
            if ((conditions.RefuseWrite(blob) ?? Protected(container, blob)) is { } refusal)
                return refusal;
            place!.Blobs.Remove(name);
            return new BlobOutcome(202);
        }
    }

    public BlobOutcome Stage(string container, string name, BlobBlock block)
    {
        lock (_lock)
        {
            var old = Find(container, name, out var place);
            if (place is null)
                return BlobOutcome.NoContainer;
            if (old is { IsAppend: true })
                return BlobOutcome.WrongType;
            if (Protected(container, old) is { } refusal)
                return refusal;
            if (!place.Uncommitted.TryGetValue(name, out var blocks))
                place.Uncommitted[name] = blocks = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            // Documented: all ids of a blob's blocks have the same length.
            if ((blocks.Keys.FirstOrDefault() ?? (old?.Committed is [var first, ..] ? first.Id : null)) is { } other
                && other.Length != block.Id.Length)
                return BlobOutcome.InvalidBlock;
            blocks[block.Id] = block.Content;
            return new BlobOutcome(201);
        }
    }

    /// <summary>The blocks of a list; null: one of them is not where the list says.</summary>
    public IReadOnlyList<BlobBlock>? Blocks(string container, string name, IReadOnlyList<(BlockSource Source, string Id)> list)
    {
        lock (_lock)
        {
            var blob = Find(container, name, out var place);
            var staged = place?.Uncommitted.GetValueOrDefault(name);
            var committed = blob?.Committed.DistinctBy(block => block.Id, StringComparer.Ordinal)
                .ToDictionary(block => block.Id, StringComparer.Ordinal);
            var blocks = new List<BlobBlock>(list.Count);
            foreach (var (source, id) in list)
            {
                if (source != BlockSource.Committed && staged?.GetValueOrDefault(id) is { } content)
                    blocks.Add(new BlobBlock(id, content));
                else if (source != BlockSource.Uncommitted && committed?.GetValueOrDefault(id) is { } block)
                    blocks.Add(block);
                else
                    return null;
            }
            return blocks;
        }
    }

    /// <summary>A copy of what is in a container, in order of name; null: no such container.</summary>
    public IReadOnlyList<KeyValuePair<string, StoredBlob>>? List(string container)
    {
        lock (_lock)
            return _containers.GetValueOrDefault(container)?.Blobs.ToList();
    }

    // What is new may come; blocks are still put behind an append blob.
    private BlobOutcome? Protected(string container, StoredBlob? present) =>
        present is not null && IsImmutable(container) ? BlobOutcome.Immutable : null;

    private StoredBlob? Find(string container, string name, out BlobContainer? place)
    {
        place = _containers.GetValueOrDefault(container);
        return place?.Blobs.GetValueOrDefault(name);
    }

    private static (byte[] Buffer, int Length) Grown(StoredBlob blob, byte[] block)
    {
        var length = (int)blob.Content.Length + block.Length;
        var buffer = blob.Buffer;
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, Math.Max(1024, buffer.Length * 2))];
            blob.Content.CopyTo(buffer);
        }
        // Readers of the earlier version never look past its end.
        block.CopyTo(buffer.AsSpan((int)blob.Content.Length));
        return (buffer, length);
    }

    private string NextETag() => string.Create(CultureInfo.InvariantCulture, $"\"0x8D{++_version:X12}\"");
}
