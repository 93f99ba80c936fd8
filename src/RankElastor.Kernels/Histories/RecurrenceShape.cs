using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Histories;

// N items of all histories, m numbers of a state

/// <summary>How much of a state is made anew, the share s in h′ = h + s ⊙ (ñ − h).</summary>
public enum RecurrenceKind
{
    /// <summary>1 − z: torch's unit; the gates' rows stand in the order r, z, n.</summary>
    Gru,

    /// <summary>The item's score a; rows u, r, n, of which u takes part in nothing.</summary>
    Agru,

    /// <summary>a u; rows u, r, n.</summary>
    Augru,
}

/// <summary>
/// The shape of a <see cref="Recurrence"/>: how many histories have an item at each step, falling and above 0. Items
/// stand step behind step, in each step those of the first histories.
/// </summary>
public sealed class RecurrenceShape
{
    const int Ranges = 32;

    /// <summary>Histories that pass at a time, a multiple of 8.</summary>
    internal const int Piece = 64;

    /// <param name="kind">The recurrence.</param>
    /// <param name="steps">Histories with an item at each step.</param>
    /// <param name="width">m.</param>
    public RecurrenceShape(RecurrenceKind kind, int[] steps, int width)
    {
        (Kind, Steps, Width) = (kind, steps, width);
        Offsets = new int[steps.Length + 1];
        for (var step = 0; step < steps.Length; step++)
        {
            Offsets[step + 1] = checked(Offsets[step] + steps[step]);
        }
    }

    /// <summary>The recurrence.</summary>
    public RecurrenceKind Kind { get; }

    /// <summary>m.</summary>
    public int Width { get; }

    /// <summary>N.</summary>
    public int Items => Offsets[^1];

    /// <summary>Histories with an item.</summary>
    internal int Rows => Steps.Length == 0 ? 0 : Steps[0];

    internal int[] Steps { get; }

    /// <summary>Where each step's items begin, and N.</summary>
    internal int[] Offsets { get; }

    /// <summary>m as whole vectors.</summary>
    internal int PaddedWidth => Padding.RoundUp(Width, Gemm.ColumnMultiple);

    /// <summary>Where the gates stand in [3 m]: r, and u or z.</summary>
    internal (int Reset, int Gate) Order => Kind == RecurrenceKind.Gru ? (0, 1) : (1, 0);

    /// <summary>
    /// First histories of ranges with about the same number of items, multiples of 8, and their number; they do not
    /// depend on the number of threads.
    /// </summary>
    internal int[] Cuts()
    {
        var cuts = new int[Ranges + 1];
        var (step, before, range) = (Steps.Length, 0L, 1);
        for (var row = 0; row < Rows && range < Ranges; row += Gemm.RowMultiple)
        {
            for (; range < Ranges && before >= (long)Items * range / Ranges; range++)
            {
                cuts[range] = row;
            }

            for (var own = row; own < Math.Min(row + Gemm.RowMultiple, Rows); own++)
            {
                while (Steps[step - 1] <= own)
                {
                    step--;
                }

                before += step;
            }
        }

        cuts.AsSpan(range).Fill(Rows);
        return cuts;
    }
}

/// <summary>Addresses of a <see cref="Recurrence"/>'s operands or of their gradients, dense and row-major.</summary>
/// <param name="Inputs">W x + b of all items, [N, 3 m].</param>
/// <param name="Scores">a, [N]; 0 where the kind has none.</param>
/// <param name="Weights">U, [3 m, m].</param>
/// <param name="Bias">c, [3 m].</param>
public readonly record struct RecurrenceOperands(nint Inputs, nint Scores, nint Weights, nint Bias);
