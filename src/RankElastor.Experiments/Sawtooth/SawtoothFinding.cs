using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>A sentence checked on one data set in one variant of the rank.</summary>
/// <param name="Sentence">Which sentence.</param>
/// <param name="Dataset">On which data.</param>
/// <param name="Variant">In which variant.</param>
/// <param name="Numbers">The intervals it was judged by.</param>
/// <param name="Verdict">One of <see cref="Claim"/>'s.</param>
/// <param name="Loss">The loss that stands beside the rank.</param>
sealed record SawtoothFinding(
    SawtoothSentence Sentence, string Dataset, string Variant, string Numbers, string Verdict, string Loss)
{
    public Claim AsClaim() => new(
        $"{Dataset}/{Variant}/{Sentence.Key}", Sentence.Statement, Sentence.Expected, $"{Numbers}; {Loss}",
        Sentence.Tolerance, Verdict);
}
