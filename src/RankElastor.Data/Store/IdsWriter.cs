using System.IO.Hashing;
using System.Runtime.InteropServices;
using RankElastor.Data.Files;

namespace RankElastor.Data.Store;

/// <summary>Writes the ids of one sequence field, row behind row.</summary>
sealed class IdsWriter(string path)
{
    readonly XxHash3 _checksum = new();
    int[] _ids = [];

    public DiskStream File { get; } = DiskStream.Create(path);

    /// <summary>Ids that wait to be written.</summary>
    public int Pending { get; private set; }

    /// <summary>Ids written.</summary>
    public long Written { get; private set; }

    /// <summary>XXH3 (64 bits) of what was written.</summary>
    public ulong Checksum => _checksum.GetCurrentHashAsUInt64();

    public void Add(ReadOnlySpan<int> ids)
    {
        if (Pending + ids.Length > _ids.Length)
        {
            Array.Resize(ref _ids, checked((int)Math.Max((long)Pending + ids.Length, 2L * _ids.Length)));
        }

        ids.CopyTo(_ids.AsSpan(Pending));
        Pending += ids.Length;
    }

    /// <summary>Writes what waits: the ids of these rows, whose numbers of ids become ends.</summary>
    public void Flush(Span<StoredPlace> rows)
    {
        var end = StoredPlace.AddUp(rows, Written);
        if (end != Written + Pending)
        {
            throw new InvalidOperationException($"{Pending} ids for rows of {end - Written}");
        }

        var bytes = MemoryMarshal.AsBytes(_ids.AsSpan(0, Pending));
        _checksum.Append(bytes);
        File.Write(bytes);
        (Written, Pending) = (end, 0);
    }
}
