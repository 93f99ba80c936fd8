using RankElastor.Kernels.Rows;

namespace RankElastor.Kernels.Attention;

/// <summary>Sizes and options of <see cref="RowAttention"/>.</summary>
public sealed record AttentionShape
{
    /// <summary>N.</summary>
    public required int Rows { get; init; }

    /// <summary>F.</summary>
    public required int Fields { get; init; }

    /// <summary>h.</summary>
    public required int Heads { get; init; }

    /// <summary>d.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>Factor of the scores.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Factors of the attention's weights, or null.</summary>
    public DropoutMask? Dropout { get; init; }

    /// <summary>Whether the residual is a fourth projection.</summary>
    public bool ProjectsResidual { get; init; }

    /// <summary>Whether y is max(0, sum); else the sum.</summary>
    public bool Relu { get; init; }

    /// <summary>h d.</summary>
    public int Width => Heads * HeadWidth;

    /// <summary>Where a field's numbers of one head begin in y; a group is a row and a head, row · h + head.</summary>
    internal int Place(int group, int field) => (group / Heads * Fields + field) * Width + group % Heads * HeadWidth;

    /// <summary>Where they begin in the projections.</summary>
    internal int Place(int group, int field, AttentionPart part) =>
        ((group / Heads * Fields + field) * (ProjectsResidual ? 4 : 3) + (int)part) * Width + group % Heads * HeadWidth;
}

/// <summary>The projections in their order.</summary>
enum AttentionPart
{
    Query,

    Key,

    Value,

    Residual,
}
