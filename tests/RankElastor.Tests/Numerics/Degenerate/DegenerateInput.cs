namespace RankElastor.Tests.Numerics.Degenerate;

/// <summary>A matrix that measures can stumble over, by name.</summary>
sealed record DegenerateInput(string Name, int Rows, int Columns, float[] Values)
{
    const int Tall = 26, Wide = 20;

    public static IReadOnlyList<DegenerateInput> All { get; } =
    [
        Of("zeros 1x1", 1, 1, (_, _) => 0),
        Of("zeros 1x5", 1, 5, (_, _) => 0),
        Of("zeros 5x1", 5, 1, (_, _) => 0),
        Of("zeros 6x5", 6, 5, (_, _) => 0),
        Of("zeros 5x6", 5, 6, (_, _) => 0),
        Of("zeros 40x18", 40, 18, (_, _) => 0),
        Of("negative zeros", 6, 5, (_, _) => -0f),
        Of("NaN first", 6, 5, (i, j) => i + j == 0 ? float.NaN : Normal(i, j)),
        Of("NaN last", 6, 5, (i, j) => i + j == 9 ? float.NaN : Normal(i, j)),
        Of("NaN in a tall one", 30, 4, (i, j) => i == 17 && j == 2 ? float.NaN : Normal(i, j)),
        Of("NaN among zeros", 6, 5, (i, j) => i == 2 && j == 3 ? float.NaN : 0),
        Of("all NaN", 4, 3, (_, _) => float.NaN),
        Of("plus infinity", 6, 5, (i, j) => i == 3 && j == 1 ? float.PositiveInfinity : Normal(i, j)),
        Of("minus infinity", 5, 6, (i, j) => i == 3 && j == 1 ? float.NegativeInfinity : Normal(i, j)),
        Of("both infinities", 6, 5, (i, _) => i % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity),
        Of("all infinite", 4, 3, (_, _) => float.PositiveInfinity),
        Of("infinite 1x1", 1, 1, (_, _) => float.PositiveInfinity),
        Of("one number", 1, 1, (_, _) => -3),
        Of("one row", 1, 7, Normal),
        Of("one column", 7, 1, Normal),
        Of("two equal numbers", 2, 1, (_, _) => 0.1f),
        Of("equal rows", Tall, Wide, (_, j) => Normal(0, j)),
        Of("equal rows, wide", 12, 30, (_, j) => Normal(0, j)),
        Of("constant 1", Tall, Wide, (_, _) => 1),
        Of("constant 0.1", Tall, Wide, (_, _) => 0.1f),
        Of("equal columns", 9, 5, (i, _) => Normal(i, 0)),
        Of("rank 1", 24, 16, (i, j) => Normal(i, 99) * Normal(99, j)),
        Of("rank 2", 16, 24, (i, j) => Normal(i, 99) * Normal(99, j) + Normal(i, 98) * Normal(98, j)),
        Of("one row that is not zero", 8, 6, (i, j) => i == 5 ? Normal(i, j) : 0),
        Of("one column that is not zero", 8, 6, (i, j) => j == 2 ? Normal(i, j) : 0),
        Of("every second row zero", 12, 5, (i, j) => i % 2 == 0 ? 0 : Normal(i, j)),
        Of("masked columns", 12, 9, (i, j) => j > 3 ? 0 : Normal(i, j)),
        Of("each row twice", 12, 5, (i, j) => Normal(i / 2, j)),
        Of("opposite rows", 12, 5, (i, j) => i % 2 == 0 ? Normal(0, j) : -Normal(0, j)),
        Of("identity", 6, 6, (i, j) => i == j ? 1 : 0),
        Of("nilpotent", 6, 6, (i, j) => i + 1 == j ? 1 : 0),
        Of("one-hot rows", 12, 4, (i, j) => i % 4 == j ? 1 : 0),
        Of("smallest numbers", 6, 5, (i, j) => i == j ? float.Epsilon : 0),
        Of("tiny", 6, 5, (i, j) => 1e-30f * Normal(i, j)),
        Of("huge", 6, 5, (i, j) => 1e37f * Normal(i, j)),
        Of("one huge row", 8, 5, (i, j) => (i == 4 ? 1e18f : 1e-18f) * Normal(i, j)),
        Of("far from zero", 40, 6, (i, j) => 50 + Normal(i, j)),
        Of("ordinary", 40, 6, Normal),
    ];

    public double this[int row, int column] => Values[row * Columns + column];

    public bool IsFinite => Array.TrueForAll(Values, float.IsFinite);

    public override string ToString() => Name;

    static DegenerateInput Of(string name, int rows, int columns, Func<int, int, float> at) =>
        new(name, rows, columns, [.. Enumerable.Range(0, rows * columns).Select(t => at(t / columns, t % columns))]);

    static float Normal(int i, int j) => Drawn.Normal(1, (ulong)(1000 * i + j + 1))[0];
}
