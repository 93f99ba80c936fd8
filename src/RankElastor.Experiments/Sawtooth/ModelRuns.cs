using RankElastor.Data.Files;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>
/// One model on one data set, a run per seed: ranks at sites and, of a model of blocks, changes through modules.
/// </summary>
sealed class ModelRuns
{
    public ModelRuns(IReadOnlyList<RunView> runs)
    {
        Runs = runs;
        foreach (var run in runs)
        {
            if (run.Initial is null || run.Trained is null || run.Trained.Epoch != run.BestEpoch)
            {
                throw InputException.At(run.Manifest.Run, "no probes of the initial and of the kept weights",
                    "a run with probe_sample above 0");
            }
        }

        Blocks = runs[0].Sites.Count(site => site.EndsWith("/ffn", StringComparison.Ordinal));
        Modules = SawtoothModule.Of(Blocks);
    }

    public IReadOnlyList<RunView> Runs { get; }
    public string Model => Runs[0].Manifest.Model;
    public IReadOnlyList<string> Sites => Runs[0].Sites;
    public int Blocks { get; }
    public IReadOnlyList<SawtoothModule> Modules { get; }

    public IEnumerable<SawtoothModule> Of(ModuleKind kind) => Modules.Where(module => module.Kind == kind);

    /// <summary>By seed, the mean of a variant over the probed rows at a site.</summary>
    public IReadOnlyList<double> Ranks(string site, string variant, bool trained) =>
        [.. Runs.Select(run => At(run, site, variant, trained)?.Mean ?? double.NaN)];

    /// <summary>The mean of a variant at a site over seeds.</summary>
    public Interval Rank(string site, string variant, bool trained) =>
        Interval.OfMean(Ranks(site, variant, trained));

    /// <summary>Of a seed, the mean of the figures' variant over that of matrices without structure.</summary>
    public double Ratio(int seed, string site, bool trained = true) =>
        At(Of(seed), site, Trajectory.Variant, trained)?.Ratio ?? double.NaN;

    /// <summary>Of a seed, the figures' variant by probed row, with trained weights.</summary>
    public IReadOnlyList<float> Rows(int seed, string site) =>
        At(Of(seed), site, Trajectory.Variant, trained: true)?.Values ?? throw InputException.At(
            Of(seed).Manifest.Run, "no ranks by row", "a run whose log keeps them, as they are written by default");

    /// <summary>Of a seed, NaN without one.</summary>
    public double TestAuc(int seed) => Of(seed).TestMetrics.GetValueOrDefault("AUC", double.NaN);

    /// <summary>By seed, the mean over that of Gaussian matrices of that shape.</summary>
    public IReadOnlyList<double> Ratios(string site, string variant, bool trained) =>
        [.. Runs.Select(run => At(run, site, variant, trained)?.Ratio ?? double.NaN)];

    /// <summary>By seed, the mean over the probed rows of (after − before).</summary>
    public IReadOnlyList<double> Changes(SawtoothModule module, string variant, bool trained) =>
        [.. Runs.Select(run => Paired(At(run, module.From, variant, trained), At(run, module.To, variant, trained)))];

    public Interval Change(SawtoothModule module, string variant, bool trained) =>
        Interval.OfMean(Changes(module, variant, trained));

    /// <summary>
    /// The change of the ratio to the no-structure baseline: the fair one where the shape changes. The interval holds
    /// the baselines' errors.
    /// </summary>
    public Interval RatioChange(SawtoothModule module, string variant, bool trained) =>
        RatioDifference(this, module.To, this, module.From, variant, trained);

    /// <summary>The ratio at one model's site less that at another's, seed by seed.</summary>
    public static Interval RatioDifference(
        ModelRuns minuend, string at, ModelRuns subtrahend, string from, string variant, bool trained)
    {
        var (to, start) = (minuend.Ratios(at, variant, trained), subtrahend.Ratios(from, variant, trained));
        double Error(ModelRuns runs, string site, double ratio) =>
            ratio * (At(runs.Runs[0], site, variant, trained)?.BaselineShare ?? 0);
        var (last, first) = (Error(minuend, at, to.Average()), Error(subtrahend, from, start.Average()));
        var isShared = minuend.Shape(at) == subtrahend.Shape(from); // one baseline, one error
        return Interval.OfMean(to.Zip(start, (a, b) => a - b))
            .WithError(isShared ? last - first : double.Hypot(last, first));
    }

    /// <summary>Mean of Gaussian matrices of the site's shape.</summary>
    public double Baseline(string site, string variant) =>
        At(Runs[0], site, variant, trained: true)?.Baseline ?? double.NaN;

    public (int Rows, int Columns) Shape(string site)
    {
        var probe = Runs[0].Trained!.Sites[site];
        return (probe.Rows, probe.Columns);
    }

    /// <summary>Validation logloss of the weights; that of the initial ones is of the probed rows alone.</summary>
    public Interval Loss(bool trained) => Interval.OfMean(Runs.Select(run => Shot(run, trained).ValidLoss));

    public Interval Metric(string split, string name) => Interval.OfMean(Runs.Select(run =>
        (split == "test" ? run.TestMetrics : run.ValidMetrics).GetValueOrDefault(name, double.NaN)));

    RunView Of(int seed) => Runs.FirstOrDefault(run => run.Manifest.Seed == seed)
        ?? throw InputException.At(Model, $"no run of seed {seed}", "a run of every seed");

    static Snapshot Shot(RunView run, bool trained) => trained ? run.Trained! : run.Initial!;

    static MeasureSummary? At(RunView run, string site, string variant, bool trained) =>
        Shot(run, trained).At(site, variant);

    static double Paired(MeasureSummary? from, MeasureSummary? to) =>
        from is null || to is null || !double.IsFinite(to.Mean - from.Mean) ? double.NaN
        : from.Values is not { } before || to.Values is not { } after || before.Count != after.Count
        ? to.Mean - from.Mean
        : before.Zip(after, (x, y) => (double)y - x).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
