using System.Runtime.InteropServices;

namespace RankElastor.Data.Store;

/// <summary>Where a row's ids of a sequence are: as written, and after <see cref="AddUp"/>.</summary>
/// <param name="End">The number of ids; added up, the place behind the last of them among those of all rows.</param>
/// <param name="Start">The position of the first id in the row.</param>
[StructLayout(LayoutKind.Sequential)]
readonly record struct StoredPlace(long End, long Start)
{
    /// <summary>64-bit numbers of one.</summary>
    public const int Width = 2;

    public static Span<StoredPlace> Of(Span<byte> bytes) => MemoryMarshal.Cast<byte, StoredPlace>(bytes);

    /// <summary>Turns numbers of ids into ends, from <paramref name="end"/> on; returns the last.</summary>
    public static long AddUp(Span<StoredPlace> places, long end)
    {
        foreach (ref var place in places)
        {
            end += place.End;
            place = place with { End = end };
        }

        return end;
    }
}
