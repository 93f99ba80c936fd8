namespace RankElastor.Training.Records;

/// <summary>What an alarm may name as the likely cause.</summary>
static class Causes
{
    public const string Embeddings = "embeddings confined to few directions";
    public const string DeadGates = "dead gates";
    public const string SaturatedGates = "saturated gates";
    public const string Mean = "mean direction dominating";
    public const string OverSmoothing = "over-smoothing";
    public const string Cardinality = "low-cardinality field";
    public const string OneHot = "attention saturated";
    public const string Uniform = "attention uniform";
    public const string LearningRate = "learning rate too large";
    public const string MissingNorm = "missing norm";
    public const string Module = "contraction by";
}
