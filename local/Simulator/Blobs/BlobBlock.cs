using System.Buffers;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>A block of a block blob.</summary>
internal sealed record BlobBlock(string Id, byte[] Content)
{
    /// <summary>The blocks one after the other, without copying them.</summary>
    public static ReadOnlySequence<byte> Joined(IReadOnlyList<BlobBlock> blocks)
    {
        if (blocks.Count == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new Segment(blocks[0].Content, at: 0);
        var last = first;
        foreach (var block in blocks.Skip(1))
            last = last.Before(block.Content);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] content, long at) => (Memory, RunningIndex) = (content, at);

        public Segment Before(byte[] content)
        {
            var next = new Segment(content, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}

/// <summary>Where a block list looks for a block.</summary>
internal enum BlockSource
{
    /// <summary>Among the staged ones, else among those of the blob.</summary>
    Latest,

    Uncommitted,

    Committed,
}
