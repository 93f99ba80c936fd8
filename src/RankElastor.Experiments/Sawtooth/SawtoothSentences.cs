using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>Sentences of the paper's sections 2.2 and 4.3 that runs can check, and two of initial weights.</summary>
static class SawtoothSentences
{
    const double Marginal = 0.10; // of the rank of the embeddings
    const string Above = "95 % interval over seeds above 0 in every block";
    const string Below = "95 % interval over seeds below 0 in every block";
    const string DifferenceAbove = "interval of the paired difference above 0";
    const string DifferenceAboveInAll = DifferenceAbove + " in every block";
    const string NormIncluded = "norm before it included";
    const string AsInFigures = NormIncluded + ", as in the paper's figures";
    const string Damping = "mixing raises and P-FFN lowers in every block, "
        + "and the size of both changes is larger in the first block than in the last";
    const string Inverted =
        $"in some block mixing clearly lowers the rank or P-FFN ({NormIncluded}) clearly raises it";

    public static IReadOnlyList<SawtoothSentence> All { get; } =
    [
        Mixer("mixing-raises", "token mixing raises the rank in every block (its LayerNorm included)",
            ModuleKind.Mixing, 1),
        Mixer("ffn-lowers", $"P-FFN lowers the rank in every block ({AsInFigures})", ModuleKind.NormAndNetwork, -1),
        Mixer("ffn-alone-lowers", "P-FFN lowers the rank in every block (measured from the norm)",
            ModuleKind.Network, -1),
        new("mixer-damped", "RankMixer's rank oscillates with amplitudes that fall with depth",
            Damping, "", true, Damped),
        new("mixer-final-marginal", "RankMixer's final layer only marginally exceeds the embeddings",
            "last block minus embedding between 0 and the tolerance", "10 % of the rank of the embeddings", true,
            FinalIsMarginal),
        Elastor("mixing-raises", "token mixing raises the rank in every block (no norm after it)", ModuleKind.Mixing),
        Elastor("mixing-norm-raises", "token mixing raises the rank in every block (with the norm after it)",
            ModuleKind.MixingAndNorm),
        Elastor("ffn-keeps", $"P-FFN does not contract ({AsInFigures})", ModuleKind.NormAndNetwork),
        Elastor("ffn-alone-keeps", "P-FFN does not contract (measured from the norm)", ModuleKind.Network),
        Stronger("expands-more", "mixing expands more than RankMixer's in every block (both with their norms)",
            ModuleKind.MixingAndNorm),
        Stronger("shrinks-less",
            $"P-FFN contracts less, or expands more, than RankMixer's in every block ({NormIncluded})",
            ModuleKind.NormAndNetwork),
        new("elastor-higher-last", "RankElastor's rank is higher than RankMixer's after the last block",
            DifferenceAbove, "", true, HigherLast),
        new("elastor-higher-last-ratio",
            "RankElastor's ratio to the no-structure baseline is higher than RankMixer's after the last block",
            DifferenceAbove, "", true, HigherLastRatio),
        Initial("mixer-no-sawtooth-at-start", "RankMixer", data => data.Mixer),
        Initial("elastor-no-sawtooth-at-start", "RankElastor", data => data.Elastor),
    ];

    static SawtoothSentence Mixer(string key, string what, ModuleKind kind, int sign) =>
        Everywhere("mixer-" + key, "RankMixer's " + what, data => data.Mixer, kind, sign);

    static SawtoothSentence Elastor(string key, string what, ModuleKind kind) =>
        Everywhere("elastor-" + key, "RankElastor's " + what, data => data.Elastor, kind, 1);

    static SawtoothSentence Everywhere(
        string key, string statement, Func<DatasetRuns, ModelRuns> model, ModuleKind kind, int sign) =>
        new(key, statement + ", trained", sign > 0 ? Above : Below, "", true, (data, variant) =>
        {
            var changes = Changes(model(data), kind, variant, trained: true);
            return (Join(changes), Verdicts.Every(changes, sign));
        });

    static SawtoothSentence Stronger(string key, string what, ModuleKind kind) =>
        new("elastor-" + key, $"RankElastor's {what}, trained", DifferenceAboveInAll, "", true, (data, variant) =>
        {
            Interval More(SawtoothModule elastor, SawtoothModule mixer) =>
                Difference(data.Elastor.Changes(elastor, variant, true), data.Mixer.Changes(mixer, variant, true));
            var differences = data.Elastor.Of(kind).Zip(data.Mixer.Of(kind), More).ToList();
            return (Join(differences), Verdicts.Every(differences, 1));
        });

    static SawtoothSentence Initial(string key, string model, Func<DatasetRuns, ModelRuns> runs) => new(key,
        $"With initial weights {model}'s sawtooth is absent or inverted", Inverted, "", false, (data, variant) =>
        {
            var mixing = Changes(runs(data), ModuleKind.Mixing, variant, false);
            var network = Changes(runs(data), ModuleKind.NormAndNetwork, variant, false);
            var sawtooth = Verdicts.And(Verdicts.Every(mixing, 1), Verdicts.Every(network, -1));
            return ($"mixing {Join(mixing)}; P-FFN {Join(network)}", Verdicts.Not(sawtooth));
        });

    static (string Numbers, string Verdict) Damped(DatasetRuns data, string variant)
    {
        var mixer = data.Mixer;
        var mixing = Changes(mixer, ModuleKind.Mixing, variant, true);
        var network = Changes(mixer, ModuleKind.NormAndNetwork, variant, true);
        List<Interval> decays = [Decay(ModuleKind.Mixing), Decay(ModuleKind.NormAndNetwork)];
        var numbers = $"mixing {decays[0].Change()}, P-FFN {decays[1].Change()}";
        return ($"size in the first block minus size in the last: {numbers}",
            Verdicts.And(Verdicts.Every(mixing, 1), Verdicts.Every(network, -1), Verdicts.Every(decays, 1)));

        Interval Decay(ModuleKind kind) => Difference(Sizes(mixer.Of(kind).First()), Sizes(mixer.Of(kind).Last()));
        List<double> Sizes(SawtoothModule module) => [.. mixer.Changes(module, variant, true).Select(Math.Abs)];
    }

    static (string Numbers, string Verdict) FinalIsMarginal(DatasetRuns data, string variant)
    {
        var whole = data.Mixer.Of(ModuleKind.Model).Single();
        var start = data.Mixer.Ranks("embedding", variant, true);
        var changes = data.Mixer.Changes(whole, variant, true);
        var share = Interval.OfMean(changes.Zip(start, (change, rank) => change / rank));
        var numbers = $"{Figures.Percent(share.Mean)} [{Figures.Percent(share.Low)}, {Figures.Percent(share.High)}]";
        var ratio = data.Mixer.RatioChange(whole, variant, true).Change(3);
        return ($"{numbers} of the embeddings' rank (ratio to no structure {ratio})",
            Verdicts.Within(share, 0, Marginal));
    }

    static (string Numbers, string Verdict) HigherLast(DatasetRuns data, string variant) =>
        Higher(
            Difference(
                data.Elastor.Ranks(data.Elastor.Sites[^1], variant, true),
                data.Mixer.Ranks(data.Mixer.Sites[^1], variant, true)),
            decimals: 2);

    static (string Numbers, string Verdict) HigherLastRatio(DatasetRuns data, string variant) =>
        Higher(
            ModelRuns.RatioDifference(
                data.Elastor, data.Elastor.Sites[^1], data.Mixer, data.Mixer.Sites[^1], variant, trained: true),
            decimals: 3);

    static (string Numbers, string Verdict) Higher(Interval difference, int decimals) =>
        (difference.Change(decimals), Verdicts.Every([difference], 1));

    static Interval Difference(IReadOnlyList<double> minuend, IReadOnlyList<double> subtrahend) =>
        Interval.OfMean(minuend.Zip(subtrahend, (a, b) => a - b));

    static List<Interval> Changes(ModelRuns runs, ModuleKind kind, string variant, bool trained) =>
        [.. runs.Of(kind).Select(module => runs.Change(module, variant, trained))];

    static string Join(IEnumerable<Interval> intervals) =>
        string.Join(", ", intervals.Select(interval => interval.Change()));
}
