namespace RankElastor.Kernels.FieldProducts;

/// <summary>What <see cref="WeightedProducts"/> reads, row-major.</summary>
public readonly record struct ProductOperands
{
    /// <summary>Checks the lengths against each other; <paramref name="bias"/> has H numbers.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public ProductOperands(
        int rows, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, ReadOnlyMemory<float> weights,
        ReadOnlyMemory<float> bias)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        (Rows, A, B, Weights, Bias) = (rows, a, b, weights, bias);
        Shape = new ProductShape(a.Length / rows, b.Length / rows, bias.Length);
        if (a.Length % rows != 0 || b.Length % rows != 0 || weights.Length != Shape.Outputs * Shape.Fields * Shape.Maps)
        {
            throw new ArgumentException(
                $"{weights.Length} weights for {rows} rows, {a.Length} and {b.Length} numbers, {bias.Length} outputs.");
        }
    }

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>[N, F].</summary>
    public ReadOnlyMemory<float> A { get; }

    /// <summary>[N, M].</summary>
    public ReadOnlyMemory<float> B { get; }

    /// <summary>[H, F M].</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>[H].</summary>
    public ReadOnlyMemory<float> Bias { get; }

    internal ProductShape Shape { get; }
}

/// <summary>Where the gradients of <see cref="ProductOperands"/> go, in the same shapes.</summary>
/// <param name="A">[N, F].</param>
/// <param name="B">[N, M].</param>
/// <param name="Weights">[H, F M].</param>
/// <param name="Bias">[H].</param>
public readonly record struct ProductGradients(
    Memory<float> A, Memory<float> B, Memory<float> Weights, Memory<float> Bias);
