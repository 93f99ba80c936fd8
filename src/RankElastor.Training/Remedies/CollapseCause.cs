namespace RankElastor.Training.Remedies;

/// <summary>Why representations collapse, in the words in which alarms name a cause and the catalogue of remedies answers it.</summary>
public static class CollapseCause
{
    /// <summary>All rows or tokens share one large component.</summary>
    public const string DominatingMean = "one mean direction dominates";

    /// <summary>Columns of a site carry the same information.</summary>
    public const string CorrelatedDimensions = "dimensions repeat each other";

    /// <summary>A module's output has a lower rank than its input.</summary>
    public const string Contraction = "a module contracts";

    /// <summary>Tokens of a row have become alike.</summary>
    public const string OverSmoothing = "tokens become alike";

    /// <summary>Units of a gate are zero on every row.</summary>
    public const string DeadGate = "gate units are dead";

    /// <summary>Units of a gate are pinned at one value.</summary>
    public const string SaturatedGate = "gate units are saturated";

    /// <summary>Fields of few values pull the fields they interact with down to their own rank.</summary>
    public const string FewValues = "a field has few values";

    /// <summary>An embedding table uses few of its dimensions.</summary>
    public const string CollapsedTable = "an embedding table uses few of its dimensions";

    /// <summary>Values grow because nothing normalises them.</summary>
    public const string MissingNorm = "a norm is missing";

    /// <summary>Steps are too large.</summary>
    public const string LearningRate = "the learning rate is too high";
}
