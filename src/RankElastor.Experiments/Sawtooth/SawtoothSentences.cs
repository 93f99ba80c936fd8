using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>The sentences of sections 2.2 and 4.3 of the RankElastor paper that runs can check, and the note that initial weights show no sawtooth.</summary>
static class SawtoothSentences
{
    const double Marginal = 0.10; // of the rank of the embeddings
    const string Above = "95 % interval over seeds above 0 in every block";
    const string Below = "95 % interval over seeds below 0 in every block";

    public static IReadOnlyList<SawtoothSentence> All { get; } =
    [
        Everywhere("mixer-mixing-raises", "RankMixer's token mixing raises the rank in every block (its LayerNorm included)", data => data.Mixer, ModuleKind.Mixing, 1),
        Everywhere("mixer-ffn-lowers", "RankMixer's P-FFN lowers the rank in every block (norm before it included, as in the paper's figures)", data => data.Mixer, ModuleKind.NormAndNetwork, -1),
        Everywhere("mixer-ffn-alone-lowers", "RankMixer's P-FFN lowers the rank in every block (measured from the norm)", data => data.Mixer, ModuleKind.Network, -1),
        new("mixer-damped", "RankMixer's rank oscillates with amplitudes that fall with depth",
            "mixing raises and P-FFN lowers in every block, and the size of both changes is larger in the first block than in the last", "", true, Damped),
        new("mixer-final-marginal", "RankMixer's final layer only marginally exceeds the embeddings",
            "last block minus embedding between 0 and the tolerance", "10 % of the rank of the embeddings", true, FinalIsMarginal),
        Everywhere("elastor-mixing-raises", "RankElastor's token mixing raises the rank in every block (no norm after it)", data => data.Elastor, ModuleKind.Mixing, 1),
        Everywhere("elastor-mixing-norm-raises", "RankElastor's token mixing raises the rank in every block (with the norm after it)", data => data.Elastor, ModuleKind.MixingAndNorm, 1),
        Everywhere("elastor-ffn-keeps", "RankElastor's P-FFN does not contract (norm before it included, as in the paper's figures)", data => data.Elastor, ModuleKind.NormAndNetwork, 1),
        Everywhere("elastor-ffn-alone-keeps", "RankElastor's P-FFN does not contract (measured from the norm)", data => data.Elastor, ModuleKind.Network, 1),
        Stronger("elastor-expands-more", "RankElastor's mixing expands more than RankMixer's in every block (both with their norms)", ModuleKind.MixingAndNorm),
        Stronger("elastor-shrinks-less", "RankElastor's P-FFN contracts less, or expands more, than RankMixer's in every block (norm before it included)", ModuleKind.NormAndNetwork),
        new("elastor-higher-last", "RankElastor's rank is higher than RankMixer's after the last block", "interval of the paired difference above 0", "", true, HigherLast),
        new("elastor-higher-last-ratio", "RankElastor's ratio to the no-structure baseline is higher than RankMixer's after the last block", "interval of the paired difference above 0", "", true, HigherLastRatio),
        Initial("mixer-no-sawtooth-at-start", "With initial weights RankMixer's sawtooth is absent or inverted", data => data.Mixer),
        Initial("elastor-no-sawtooth-at-start", "With initial weights RankElastor's sawtooth is absent or inverted", data => data.Elastor),
    ];

    static SawtoothSentence Everywhere(string key, string statement, Func<DatasetRuns, ModelRuns> model, ModuleKind kind, int sign) =>
        new(key, statement + ", trained", sign > 0 ? Above : Below, "", true, (data, variant) =>
        {
            var changes = Changes(model(data), kind, variant, trained: true);
            return (Join(changes), Verdicts.Every(changes, sign));
        });

    static SawtoothSentence Stronger(string key, string statement, ModuleKind kind) =>
        new(key, statement + ", trained", "interval of the paired difference above 0 in every block", "", true, (data, variant) =>
        {
            var differences = data.Elastor.Of(kind).Zip(data.Mixer.Of(kind),
                (elastor, mixer) => Difference(data.Elastor.Changes(elastor, variant, true), data.Mixer.Changes(mixer, variant, true))).ToList();
            return (Join(differences), Verdicts.Every(differences, 1));
        });

    static SawtoothSentence Initial(string key, string statement, Func<DatasetRuns, ModelRuns> model) =>
        new(key, statement, "in some block mixing clearly lowers the rank or P-FFN (norm before it included) clearly raises it", "", false, (data, variant) =>
        {
            var (mixing, network) = (Changes(model(data), ModuleKind.Mixing, variant, false), Changes(model(data), ModuleKind.NormAndNetwork, variant, false));
            return ($"mixing {Join(mixing)}; P-FFN {Join(network)}", Verdicts.Not(Verdicts.And(Verdicts.Every(mixing, 1), Verdicts.Every(network, -1))));
        });

    static (string Numbers, string Verdict) Damped(DatasetRuns data, string variant)
    {
        var mixer = data.Mixer;
        var (mixing, network) = (Changes(mixer, ModuleKind.Mixing, variant, true), Changes(mixer, ModuleKind.NormAndNetwork, variant, true));
        List<Interval> decays = [Decay(ModuleKind.Mixing), Decay(ModuleKind.NormAndNetwork)];
        return ($"size in the first block minus size in the last: mixing {decays[0].Change()}, P-FFN {decays[1].Change()}",
            Verdicts.And(Verdicts.Every(mixing, 1), Verdicts.Every(network, -1), Verdicts.Every(decays, 1)));

        Interval Decay(ModuleKind kind) => Difference(Sizes(mixer.Of(kind).First()), Sizes(mixer.Of(kind).Last()));
        List<double> Sizes(SawtoothModule module) => [.. mixer.Changes(module, variant, true).Select(Math.Abs)];
    }

    static (string Numbers, string Verdict) FinalIsMarginal(DatasetRuns data, string variant)
    {
        var whole = data.Mixer.Of(ModuleKind.Model).Single();
        var share = Interval.OfMean(data.Mixer.Changes(whole, variant, true).Zip(data.Mixer.Ranks("embedding", variant, true), (change, start) => change / start));
        return ($"{Figures.Percent(share.Mean)} [{Figures.Percent(share.Low)}, {Figures.Percent(share.High)}] of the embeddings' rank "
            + $"(ratio to no structure {data.Mixer.RatioChange(whole, variant, true).Change(3)})", Verdicts.Within(share, 0, Marginal));
    }

    static (string Numbers, string Verdict) HigherLast(DatasetRuns data, string variant) =>
        Higher(Difference(data.Elastor.Ranks(data.Elastor.Sites[^1], variant, true), data.Mixer.Ranks(data.Mixer.Sites[^1], variant, true)));

    static (string Numbers, string Verdict) HigherLastRatio(DatasetRuns data, string variant) =>
        Higher(Difference(data.Elastor.Ratios(data.Elastor.Sites[^1], variant, true), data.Mixer.Ratios(data.Mixer.Sites[^1], variant, true)), 3);

    static (string Numbers, string Verdict) Higher(Interval difference, int decimals = 2) => (difference.Change(decimals), Verdicts.Every([difference], 1));

    static Interval Difference(IReadOnlyList<double> minuend, IReadOnlyList<double> subtrahend) => Interval.OfMean(minuend.Zip(subtrahend, (a, b) => a - b));

    static List<Interval> Changes(ModelRuns runs, ModuleKind kind, string variant, bool trained) => [.. runs.Of(kind).Select(module => runs.Change(module, variant, trained))];

    static string Join(IEnumerable<Interval> intervals) => string.Join(", ", intervals.Select(one => one.Change()));
}
