using RankElastor.Data.Files;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>A token, how often it appeared, and the place of its first appearance.</summary>
readonly record struct CountedToken(byte[] Token, long Count, long First);

/// <summary>Counted tokens on disk in the order of their bytes, each once; several such runs merge into one.</summary>
static class TokenRun
{
    public static Comparer<byte[]> Order { get; } = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    /// <summary>Writes a run; the tokens must ascend.</summary>
    /// <exception cref="InputException">The disk is full.</exception>
    public static void Write(string path, IEnumerable<CountedToken> tokens)
    {
        using var writer = new BinaryWriter(new BufferedStream(DiskStream.Create(path), 1 << 16));
        foreach (var (token, count, first) in tokens)
        {
            writer.Write7BitEncodedInt(token.Length);
            writer.Write(token);
            writer.Write(count);
            writer.Write(first);
        }
    }

    /// <summary>The tokens of all runs in ascending order: counts added, first places the smallest.</summary>
    public static IEnumerable<CountedToken> Merge(IReadOnlyList<string> paths)
    {
        var runs = paths.Select(path => Read(path).GetEnumerator()).ToList();
        var queue = new PriorityQueue<IEnumerator<CountedToken>, byte[]>(Order);
        runs.ForEach(run => Advance(queue, run));
        while (queue.TryDequeue(out var run, out _))
        {
            var merged = run.Current;
            Advance(queue, run);
            while (queue.TryPeek(out var other, out var token) && token.AsSpan().SequenceEqual(merged.Token))
            {
                queue.Dequeue();
                merged = new CountedToken(token, merged.Count + other.Current.Count,
                    Math.Min(merged.First, other.Current.First));
                Advance(queue, other);
            }

            yield return merged;
        }
    }

    static void Advance(PriorityQueue<IEnumerator<CountedToken>, byte[]> queue, IEnumerator<CountedToken> run)
    {
        if (run.MoveNext())
        {
            queue.Enqueue(run, run.Current.Token);
        }
        else
        {
            run.Dispose();
        }
    }

    static IEnumerable<CountedToken> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var reader = new BinaryReader(stream);
        while (stream.Position < stream.Length)
        {
            yield return new CountedToken(reader.ReadBytes(reader.Read7BitEncodedInt()), reader.ReadInt64(),
                reader.ReadInt64());
        }
    }
}
