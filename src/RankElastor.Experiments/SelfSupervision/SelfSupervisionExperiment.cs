using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.SelfSupervision;

/// <summary>C11–C13, L12: six losses on two views, each with its safeguard and without.</summary>
public sealed class SelfSupervisionExperiment : ClaimGroup
{
    const string Notes = "collapse notes", Constant = "In SimCLR or BYOL: Problem: Encoder maps all images to "
        + "constant vector";

    const string Task = "Two views of 8 shared numbers; an encoder 64 → 64 → 32, 600 steps of Adam, "
        + "batches of 128.";

    static readonly ViewArm
        _contrast = new("SimCLR", ViewLoss.Contrast),
        _align = new("SimCLR without repulsion", ViewLoss.Alignment),
        _siam = new("SimSiam", ViewLoss.Alignment, Predicts: true, Stops: true),
        _siamFlows = new("SimSiam without stopping gradients", ViewLoss.Alignment, Predicts: true),
        _siamPlain = new("SimSiam without predictor", ViewLoss.Alignment, Stops: true),
        _byol = new("BYOL", ViewLoss.Alignment, Predicts: true, Averages: true),
        _byolPlain = new("BYOL without predictor", ViewLoss.Alignment, Averages: true),
        _vicreg = new("VICReg", (first, second) => ViewLoss.VicReg(first, second, true, true)),
        _vicregFlat = new("VICReg without variance", (first, second) => ViewLoss.VicReg(first, second, false, true)),
        _vicregTied = new("VICReg without covariance", (first, second) => ViewLoss.VicReg(first, second, true, false)),
        _barlow = new("Barlow Twins", (first, second) => ViewLoss.Barlow(first, second, true)),
        _barlowTied = new("Barlow Twins without redundancy", (first, second) => ViewLoss.Barlow(first, second, false)),
        _manifold = new("MMCR", ViewLoss.Manifold);

    static readonly ViewArm[] _arms =
    [
        _contrast, _align, _siam, _siamFlows, _siamPlain, _byol, _byolPlain, _vicreg, _vicregFlat, _vicregTied, _barlow,
        _barlowTied, _manifold,
    ];

    static readonly Dictionary<ViewArm, SeedMemo<ViewResult>> _trained =
        _arms.ToDictionary(arm => arm, arm => new SeedMemo<ViewResult>(arm.Train));

    /// <inheritdoc/>
    public override string Name => "self-supervision";

    /// <inheritdoc/>
    public override string Question => "What keeps embeddings of two views from collapsing?";

    /// <inheritdoc/>
    internal override string Introduction => """
        An encoder that is only asked to give two views of a row the same embedding can answer with one point for all
        rows. Each published loss has a part that forbids it. Here six of them are trained on one small task with that
        part and without. Spread is 1 where embeddings fill the sphere and 0 where they are one point; the content
        column says how much of what both views share can be read off, so that a rank never stands alone.
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        Keeps("C11", "Good: Repulsion term prevents collapse", Notes, "SimCLR's repulsion keeps", _contrast, _align),
        new()
        {
            Id = "C14",
            Quote = "Problem: All word vectors become nearly identical",
            Place = Notes,
            Scope = "the notes speak of word vectors; here embeddings of rows",
            Reading = "Embeddings that are only asked to agree become nearly identical: a mean cosine of different "
                + "rows of .9 "
                + "or more.",
            Procedure = Task,
            Value = "mean cosine of different rows without repulsion",
            Rule = ClaimRule.AtLeast(0.9),
            Measure = seed => Of(_align, seed.Seed).Likeness,
            Control = "with repulsion they do",
            MeasureControl = seed => Of(_contrast, seed.Seed).Likeness,
        },
        Keeps("C12", Constant, Notes, "SimSiam's predictor with stopped gradients keeps", _siam, _siamFlows),
        Keeps("C12p", Constant, Notes, "SimSiam's predictor with stopped gradients keeps", _siam, _siamPlain),
        Keeps("C12b", Constant, Notes, "BYOL's predictor with an averaged target keeps", _byol, _byolPlain),
        Keeps(
            "C13v", "variance_loss = max(0, 1 - std(z)) # maintain variance", Notes, "VICReg's variance term keeps",
            _vicreg, _vicregFlat) with
        {
            Reading = "VICReg's variance term keeps the size of embeddings.",
            Value = "mean standard deviation of an entry",
            Measure = seed => Of(_vicreg, seed.Seed).Deviation,
            MeasureControl = seed => Of(_vicregFlat, seed.Seed).Deviation,
        },
        More(
            "C13c", "covariance_loss = off_diagonal(cov(z)) # decorrelate features", Notes, "VICReg's covariance term",
            _vicreg, _vicregTied),
        More(
            "C13r", "", "Barlow Twins' redundancy term, not in the sources", "Barlow Twins' redundancy term", _barlow,
            _barlowTied),
        Keeps(
            "L12t", "Here we outline the simplifying assumptions that allow manifold capacity to be optimized "
                + "directly, "
                + "yielding Maximum Manifold Capacity Representations (MMCR).",
            "maximum manifold capacity, abstract", "The sum of the centroids' singular values keeps", _manifold,
            _align),
    ];

    /// <inheritdoc/>
    internal override string Appendix(LabRequest request)
    {
        var rows = new MarkdownTable(
            "loss", "spread", "deviation", "entropy rank (eigenvalues, centred) of 32", "cosine of two views",
            "content explained");
        foreach (var arm in _arms)
        {
            var results = request.AllSeeds.Select(seed => Of(arm, seed)).ToList();
            string Mean(Func<ViewResult, double> of, int decimals) =>
                Figures.Fixed(Sample.Mean([.. results.Select(of)]), decimals);
            rows.Add(
                arm.Name, Mean(result => result.Spread, 3), Mean(result => result.Deviation, 3),
                Mean(result => result.Rank, 1),
                Mean(result => result.Alignment, 3), Mean(result => result.Content, 3));
        }

        return $"## With and without\n\n{Task} Means over the seeds.\n\n{rows}\n";
    }

    static PaperClaim Keeps(string id, string quote, string place, string what, ViewArm with, ViewArm without) => new()
    {
        Id = id,
        Quote = quote,
        Place = place,
        Reading = $"{what} embeddings spread over the sphere.",
        Procedure = Task,
        Value = "spread",
        Rule = ClaimRule.AtLeast(0.35),
        Measure = seed => Of(with, seed.Seed).Spread,
        Control = $"{without.Name} does",
        MeasureControl = seed => Of(without, seed.Seed).Spread,
    };

    static PaperClaim More(string id, string quote, string place, string what, ViewArm with, ViewArm without) => new()
    {
        Id = id,
        Quote = quote,
        Place = place,
        Reading = $"{what} raises the entropy rank on eigenvalues, centred.",
        Procedure = Task,
        Value = "rank with it less rank without",
        Rule = ClaimRule.MeanAbove(0),
        Measure = seed => Of(with, seed.Seed).Rank - Of(without, seed.Seed).Rank,
        Control = "it lowers it",
        MeasureControl = seed => Of(without, seed.Seed).Rank - Of(with, seed.Seed).Rank,
    };

    static ViewResult Of(ViewArm arm, int seed) => _trained[arm].Of(ClaimSeed.Plain(seed));
}
