using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>Matrices of one shape whose rows of zeros are padding, as the items of histories.</summary>
static class PaddedRows
{
    const int EachUpTo = 32, PerOctave = 4;

    /// <summary>The rows of each matrix [rows, columns] that are not zero.</summary>
    public static int[] Lengths(ReadOnlySpan<float> matrices, int rows, int columns)
    {
        var lengths = new int[matrices.Length / (rows * columns)];
        for (var row = 0; row < lengths.Length * rows; row++)
        {
            lengths[row / rows] += matrices.Slice(row * columns, columns).ContainsAnyExcept(0) ? 1 : 0;
        }

        return lengths;
    }

    /// <summary>All rows that are not zero, [N, columns], of [B, rows, columns].</summary>
    public static Tensor Present(Tensor matrices)
    {
        var rows = matrices.flatten(0, 1);
        return rows[rows.ne(0).any(1)];
    }

    /// <summary>
    /// The mean over the matrices that are not empty of what each measure is without structure in as many rows. Beyond
    /// 32 rows it is drawn at four lengths in an octave, and taken between them in proportion to the logarithm.
    /// </summary>
    public static NoStructureBaseline Baseline(int[] lengths, int columns, Workers workers)
    {
        var shares = new SortedDictionary<int, double>();
        var used = lengths.Count(length => length > 0);
        foreach (var length in lengths.Where(length => length > 0))
        {
            var (low, high, share) = Between(length);
            shares[low] = shares.GetValueOrDefault(low) + (1 - share) / used;
            shares[high] = shares.GetValueOrDefault(high) + share / used;
        }

        (double, NoStructureBaseline)[] parts =
        [
            .. shares.Where(part => part.Value > 0)
                .Select(part => (part.Value, NoStructureBaseline.Of(part.Key, columns, workers))),
        ];
        return parts.Length == 0
            ? NoStructureBaseline.Of(1, columns, workers) : NoStructureBaseline.Mixed(parts);
    }

    static (int Low, int High, double Share) Between(int length)
    {
        if (length <= EachUpTo)
        {
            return (length, length, 0);
        }

        var step = (int)Math.Floor(PerOctave * Math.Log2(length / (double)EachUpTo));
        var (low, high) = (At(step), At(step + 1));
        return (low, high, Math.Clamp(Math.Log(length / (double)low) / Math.Log(high / (double)low), 0, 1));

        static int At(int step) => (int)Math.Round(EachUpTo * Math.Pow(2, step / (double)PerOctave));
    }
}
