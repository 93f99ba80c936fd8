namespace RankElastor.Kernels.Rows;

// B rows, N events of all rows

/// <summary>Rows of different lengths in ranges of about equal work.</summary>
static class RowRanges
{
    const int Ranges = 32;

    /// <summary>
    /// First rows of ranges with about the same number of events, and B at the end; row b has events offsets[b] …
    /// offsets[b + 1] − 1. They do not depend on the number of threads.
    /// </summary>
    public static int[] Cuts(int[] offsets)
    {
        var (rows, cuts) = (offsets.Length - 1, new int[Ranges + 1]);
        for (var range = 1; range < Ranges; range++)
        {
            var place = Array.BinarySearch(offsets, (int)((long)offsets[^1] * range / Ranges));
            cuts[range] = Math.Clamp(place < 0 ? ~place : place, cuts[range - 1], rows);
        }

        cuts[Ranges] = rows;
        return cuts;
    }
}
