using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>The sentences of the paper's sections 2.2 and 4.3 about ranks by depth, and one of ours.</summary>
static class Trajectories
{
    const string Dynamics = "section 2.2, figure 2", Shift = "section 4.3, figures 5 and 6";
    const double Marginal = 0.1, Identical = 0.1;
    const int FewModels = 4;
    const string OfBlocks = "over blocks of the change of the ratio";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Trajectory> All { get; } =
    [
        Decay("DCNv2"),
        Decay("xDeepFM"),
        new(
            "P36", "token mixing increases effective rank, whereas P-FFNs shrink it", Dynamics, "",
            "RankMixer's mixing, its LayerNorm included, raises the rank in every block.", "least " + OfBlocks,
            ClaimRule.MeanAbove(0), Has(), (data, seed) => Changes(data.Mixer, seed, "", "mixing").Min()),
        new(
            "P37", "token mixing increases effective rank, whereas P-FFNs shrink it", Dynamics, "",
            "RankMixer's P-FFN, the norm before it included as in the figures, lowers the rank in every block.",
            "largest " + OfBlocks, ClaimRule.MeanBelow(0), Has(),
            (data, seed) => Changes(data.Mixer, seed, "mixing", "ffn").Max()),
        new(
            "P38", "producing a damped oscillatory trajectory", Dynamics, "",
            "Of three blocks or more, RankMixer's mixing and P-FFN change the rank more in the first than in the last.",
            "the smaller difference of the two sizes, first block minus last",
            ClaimRule.MeanAbove(0), data => data.Mixer.Blocks > 2, Damping),
        new(
            "P39", "On Criteo, the effective rank at the final layer only marginally exceeds that of the raw "
            + "embeddings", Dynamics, "criteo",
            "RankMixer ends at most a tenth above its embeddings, measured by the ratio.",
            "ratio at the last site minus ratio of the embeddings", ClaimRule.MeanWithin(0, Marginal), Has(),
            (data, seed) => data.Mixer.Ratio(seed, data.Mixer.Sites[^1]) - data.Mixer.Ratio(seed, "embedding")),
        new(
            "P40", "contractions introduced by P-FFNs dominate across layers, causing collapse to re-emerge despite "
            + "the presence of token mixing", Dynamics, "avazu", "RankMixer ends below its tokens.",
            "ratio at the last site minus ratio of the tokens", ClaimRule.MeanBelow(0), Has(),
            (data, seed) => data.Mixer.Ratio(seed, data.Mixer.Sites[^1]) - data.Mixer.Ratio(seed, "tokens")),
        new(
            "P41", "Although RankMixer maintains higher effective rank than conventional recommenders", Dynamics, "",
            "RankMixer ends above DCNv2 and xDeepFM.", "RankMixer's last ratio minus the larger of the two",
            ClaimRule.MeanAbove(0), Has("DCNv2", "xDeepFM"), (data, seed) => Last(data.Mixer, seed)
                - Math.Max(Last(data.Model("DCNv2")!, seed), Last(data.Model("xDeepFM")!, seed))),
        new(
            "P42", "While both models start with nearly identical effective-rank distributions at the raw embedding "
            + "stage", Shift, "",
            "The two models' distributions of the rank of a row's trained embeddings differ by less than .1.",
            "Kolmogorov-Smirnov distance", ClaimRule.MeanBelow(Identical), Has(),
            (data, seed) => Distance(data.Mixer.Rows(seed, "embedding"), data.Elastor.Rows(seed, "embedding"))),
        new(
            "P43", "the parameterized full mixing in RankElastor produces noticeably larger effective-rank gains than "
            + "the block-transposed mixing in RankMixer", Shift, "",
            "RankElastor's mixing raises the rank more in every block, both with the norm after it.",
            "least difference " + OfBlocks, ClaimRule.MeanAbove(0), Has(),
            (data, seed) => More(data, seed, "", "norm")),
        new(
            "P44", "the GLU-enhanced P-FFN maintains stronger rank preservation compared with the P-FFN used in "
            + "RankMixer", Shift, "",
            "RankElastor's P-FFN lowers the rank less, or raises it more, in every block, from the norm on.",
            "least difference " + OfBlocks, ClaimRule.MeanAbove(0), Has(),
            (data, seed) => More(data, seed, "norm", "ffn")),
        new(
            "P44a", "token mixing layers tend to expand the representation spectrum and increase effective rank, "
            + "whereas P-FFN layers introduce rank contraction", Shift, "",
            "RankElastor's mixing raises the rank in every block.", "least " + OfBlocks, ClaimRule.MeanAbove(0), Has(),
            (data, seed) => Changes(data.Elastor, seed, "", "mixing").Min()),
        new(
            "P44b", "token mixing layers tend to expand the representation spectrum and increase effective rank, "
            + "whereas P-FFN layers introduce rank contraction", Shift, "",
            "RankElastor's P-FFN, the norm before it included, lowers the rank in every block.",
            "largest " + OfBlocks, ClaimRule.MeanBelow(0), Has(),
            (data, seed) => Changes(data.Elastor, seed, "mixing", "ffn").Max()),
        new(
            "P45", "allowing RankElastor to consistently maintain higher average effective rank than RankMixer across "
            + "datasets and representation stages", Shift, "",
            "RankElastor's ratio is higher from the tokens on, at every site that both models have.",
            "least difference of the ratios over sites", ClaimRule.MeanAbove(0), Has(),
            (data, seed) => data.Mixer.Sites.Intersect(data.Elastor.Sites).Where(site => site != "embedding")
                .Min(site => data.Elastor.Ratio(seed, site) - data.Mixer.Ratio(seed, site))),
        new(
            "P46", "RankElastor preserves steady effective-rank growth throughout the network", Shift, "avazu",
            "Every block of RankElastor ends above where it began.", "least " + OfBlocks, ClaimRule.MeanAbove(0),
            Has(), (data, seed) => Changes(data.Elastor, seed, "", "ffn").Min()),
        new(
            "P47", "", "whether the alternation is there before training", Trajectory.Everything,
            "With initial weights RankMixer's mixing raises and its P-FFN lowers the rank in every block.",
            "least rise by a mixing or fall by a P-FFN", ClaimRule.MeanAbove(0), Has(), (data, seed) => Math.Min(
                Changes(data.Mixer, seed, "", "mixing", trained: false).Min(),
                -Changes(data.Mixer, seed, "mixing", "ffn", trained: false).Max())),
        new(
            "P48", "higher effective rank typically indicates better utilization of representation capacity and "
            + "correlates with improved recommendation performance", "section 2.2", Trajectory.Everything,
            "Of four models or more that have layers of vectors, those that end with more rank have more AUC.",
            "Spearman's correlation of the last ratio and the test AUC over models", ClaimRule.MeanAbove(0),
            data => data.All.Count(HasLayers) >= FewModels, (data, seed) =>
            {
                List<ModelRuns> models = [.. data.All.Where(HasLayers)];
                return RankCorrelation.Spearman(
                    [.. models.Select(model => Last(model, seed))],
                    [.. models.Select(model => model.TestAuc(seed))]);
            }),
    ];

    static Trajectory Decay(string model) => new(
        $"P35-{model}", "conventional models exhibit a monotonic decay in effective rank with depth", Dynamics, "",
        $"Every layer of {model} that works on a row's vectors lowers their rank.",
        "largest change of the ratio from one layer to the next", ClaimRule.MeanBelow(0), Has(model),
        (data, seed) => Steps(data.Model(model)!, seed).Max());

    static Func<DatasetRuns, bool> Has(params string[] models) =>
        data => models.All(model => data.Model(model) is { } runs && HasLayers(runs));

    static bool HasLayers(ModelRuns runs) => runs.Sites.Count > 1;

    static IEnumerable<double> Steps(ModelRuns runs, int seed)
    {
        var ratios = runs.Sites.Select(site => runs.Ratio(seed, site)).ToList();
        return ratios.Skip(1).Zip(ratios, (after, before) => after - before);
    }

    static double Last(ModelRuns runs, int seed) => runs.Ratio(seed, runs.Sites[^1]);

    /// <summary>By block, from a part (the block's input where it has no name) to another.</summary>
    static IReadOnlyList<double> Changes(ModelRuns runs, int seed, string from, string to, bool trained = true) =>
    [
        .. Enumerable.Range(1, runs.Blocks).Select(block =>
            runs.Ratio(seed, SawtoothModule.Site(block, to), trained) - runs.Ratio(
                seed, from == "" ? SawtoothModule.Before(block) : SawtoothModule.Site(block, from), trained)),
    ];

    static double More(DatasetRuns data, int seed, string from, string to) =>
        Changes(data.Elastor, seed, from, to).Zip(Changes(data.Mixer, seed, from, to), (a, b) => a - b).Min();

    static double Damping(DatasetRuns data, int seed)
    {
        double Less(string from, string to)
        {
            var changes = Changes(data.Mixer, seed, from, to);
            return Math.Abs(changes[0]) - Math.Abs(changes[^1]);
        }

        return Math.Min(Less("", "mixing"), Less("mixing", "ffn"));
    }

    /// <summary>The largest difference of two empirical distribution functions.</summary>
    internal static double Distance(IReadOnlyList<float> left, IReadOnlyList<float> right)
    {
        static double Below(IReadOnlyList<float> values, float limit) =>
            values.Count(value => value <= limit) / (double)values.Count;
        return left.Concat(right).Max(limit => Math.Abs(Below(left, limit) - Below(right, limit)));
    }
}
