using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Cardinality;

/// <summary>N01–N07 and C15: does cutting a layer into branches make representations more diverse?</summary>
public sealed class CardinalityExperiment : ClaimGroup
{
    const string Note = "cardinality note", Trained = "Width 512, C = 1, 4, 16, 64, 512; 6,000 steps of Adam; ranks of "
        + "1,000 rows.";

    const int Steps = 6000;

    static readonly int[] _branches = [1, 4, 16, 64, 512], _widths = [16, 64, 256];

    static readonly SeedMemo<IReadOnlyList<(BranchedReading Before, BranchedReading After)>> _cut =
        new(seed => [.. _branches.Select(count => BranchedNetwork.Train(seed, 512, count, Steps))]);

    static readonly SeedMemo<IReadOnlyList<BranchedReading>> _wide = new(seed =>
        [
            .. _widths.Select(width => BranchedNetwork.Train(seed, width, 1, Steps).After),
            _cut.Of(ClaimSeed.Plain(seed))[0].After,
        ]);

    /// <inheritdoc/>
    public override string Name => "cardinality";

    /// <inheritdoc/>
    public override string Question => "Do branches make representations more diverse, and is that good?";

    /// <inheritdoc/>
    public override int DefaultSeeds => 3;

    /// <inheritdoc/>
    internal override string Introduction => """
        A layer can be cut into branches that do not see each other. A note finds that the effective rank of what the
        layers compute rises with the number of branches, though there are fewer weights, and recommends them for
        diversity. Whether it rises depends on the variant: with the mean taken out it does, without it does not. And
        diversity is not an end: the loss stands beside every rank here.
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "N01",
            Quote = "Yet, the effective rank still increases with \\(C\\)—even as the total number of parameters "
                + "decreases.",
            Place = Note,
            Reading = "The entropy rank on eigenvalues of the second hidden layer, centred, rises with C.",
            Procedure = Trained,
            Value = "rank correlation with C",
            Rule = ClaimRule.MeanAbove(0.5),
            Measure = seed => Rising(_cut.Of(seed).Select(net => net.After.Second.CentredEv)),
            Control = "it falls with C",
            MeasureControl = seed => -Rising(_cut.Of(seed).Select(net => net.After.Second.CentredEv)),
        },
        new()
        {
            Id = "N01f",
            Quote = "Yet, the effective rank still increases with \\(C\\)—even as the total number of parameters "
                + "decreases.",
            Place = Note,
            Reading = "That of the first hidden layer does, too.",
            Procedure = Trained,
            Value = "rank correlation with C",
            Rule = ClaimRule.MeanAbove(0.5),
            Measure = seed => Rising(_cut.Of(seed).Select(net => net.After.First.CentredEv)),
            Control = "the number of parameters rises with C",
            MeasureControl = _ => Rising(_branches.Select(count => (double)BranchedNetwork.Parameters(512, count))),
        },
        new()
        {
            Id = "N01u",
            Quote = "To quantify this, I use the effective rank (as in depth-1) to measure the degree of "
                + "representation "
                + "diversity/collapse.",
            Place = Note + ", which does not say whether the mean is taken out",
            Reading = "Uncentred, the entropy rank on eigenvalues of the second hidden layer rises with C as well.",
            Procedure = Trained,
            Value = "rank correlation with C",
            Rule = ClaimRule.MeanAbove(0.5),
            Measure = seed => Rising(_cut.Of(seed).Select(net => net.After.Second.Ev)),
            Control = "the number of parameters rises with C",
            MeasureControl = _ => Rising(_branches.Select(count => (double)BranchedNetwork.Parameters(512, count))),
        },
        new()
        {
            Id = "N01t",
            Quote = "",
            Place = "the same networks before training",
            Reading = "Centred ranks of the second hidden layer rise with C before training as well.",
            Procedure = "As N01, without training.",
            Value = "rank correlation with C",
            Rule = ClaimRule.MeanAbove(0.5),
            Expected = (-1, 0.1),
            Measure = seed => Rising(_cut.Of(seed).Select(net => net.Before.Second.CentredEv)),
            Control = "the number of parameters rises with C",
            MeasureControl = _ => Rising(_branches.Select(count => (double)BranchedNetwork.Parameters(512, count))),
            Comment = "So what the note sees is made by training.",
        },
        new()
        {
            Id = "N02",
            Quote = "Notably, when the total width is fixed, the number of parameters scales as \\(1/C\\).",
            Place = Note,
            Reading = "The matrix between the hidden layers has 512^2 / C weights.",
            Procedure = "Counted, C = 1 against 512.",
            Value = "ratio of its weights over 512, less 1",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = _ => Math.Abs(Middle(1) / Middle(512) / 512.0 - 1),
            Control = "the whole network has (N02w)",
            MeasureControl = _ => Math.Abs(
                BranchedNetwork.Parameters(512, 1) / (double)BranchedNetwork.Parameters(512, 512) / 512 - 1),
        },
        new()
        {
            Id = "N02w",
            Quote = "Notably, when the total width is fixed, the number of parameters scales as \\(1/C\\).",
            Place = Note,
            Reading = "The whole network has one 512th of the weights at C = 512.",
            Procedure = "Counted.",
            Value = "ratio of the weights",
            Rule = ClaimRule.Within(500, 524),
            Expected = (37.5, 0.1),
            Measure = _ => BranchedNetwork.Parameters(512, 1) / (double)BranchedNetwork.Parameters(512, 512),
            Control = "it has one 512th of the weights at C = 256",
            MeasureControl = _ => BranchedNetwork.Parameters(512, 1) / (double)BranchedNetwork.Parameters(512, 256),
            Comment = "The first and the last layer keep theirs: 268,801 weights become 7,169.",
        },
        new()
        {
            Id = "N03",
            Quote = "Although the effective rank does increase slightly with \\(w\\), the cost is significantly "
                + "higher.",
            Place = Note,
            Reading = "At C = 1 the centred entropy rank on eigenvalues of both hidden layers rises with the width.",
            Procedure = "Widths 16, 64, 256, 512, 6,000 steps.",
            Value = "the smaller of both rank correlations with the width",
            Rule = ClaimRule.MeanAbove(0.5),
            Measure = seed => Math.Min(
                Rising(_wide.Of(seed).Select(net => net.First.CentredEv)),
                Rising(_wide.Of(seed).Select(net => net.Second.CentredEv))),
            Control = "it falls with the width",
            MeasureControl = seed => -Math.Max(
                Rising(_wide.Of(seed).Select(net => net.First.CentredEv)),
                Rising(_wide.Of(seed).Select(net => net.Second.CentredEv))),
        },
        new()
        {
            Id = "N04",
            Quote = "In contrast, when \\(C=1\\) and the width \\(w\\) increases, the number of parameters scales as "
                + "\\(w^2\\).",
            Place = Note,
            Reading = "Twice the width is four times the weights.",
            Procedure = "Counted, 1,024 against 2,048: the logarithm of base 2.",
            Value = "exponent",
            Rule = ClaimRule.Within(1.95, 2.05),
            Expected = (1.99, 0.02),
            Measure = _ => Math.Log2(
                BranchedNetwork.Parameters(2048, 1) / (double)BranchedNetwork.Parameters(1024, 1)),
            Control = "with one branch for each unit, too",
            MeasureControl = _ => Math.Log2(
                BranchedNetwork.Parameters(2048, 2048) / (double)BranchedNetwork.Parameters(1024, 1024)),
        },
        new()
        {
            Id = "N05",
            Quote = "Overall, this suggests that increasing cardinality is a far more parameter-efficient way to "
                + "promote "
                + "representation diversity than increasing width.",
            Place = Note + ", which has no loss",
            Scope = "the note speaks of diversity only; here its loss stands beside it",
            TriedOn = "its losses",
            Reading = "The network with the most rank in its second layer loses little: its squared error is at most "
                + "a tenth "
                + "above the best one's.",
            Procedure = Trained,
            Value = "squared error over the least",
            Rule = ClaimRule.MeanBelow(1.1),
            Measure = seed => _cut.Of(seed) is var nets
                ? nets.MaxBy(net => net.After.Second.CentredEv).After.Error / nets.Min(net => net.After.Error) : 0,
            Control = "an untrained network's is",
            MeasureControl = seed => _cut.Of(seed) is var nets
                ? nets.Max(net => net.Before.Error) / nets.Min(net => net.After.Error) : 0,
        },
        new()
        {
            Id = "N06",
            Quote = "When the cardinality \\(C > 1\\), the weight matrix (512 × 512) is partitioned into \\(C "
                + "\\times C\\) "
                + "blocks, and only the diagonal blocks are kept non-zero (hence the “modular” structure).",
            Place = Note,
            Reading = "A layer cut into branches is the sum of its branches.",
            Procedure = "Width 64, C = 8, both ways.",
            Value = "largest error, relative",
            Rule = ClaimRule.Exact,
            Expected = (0, 1e-12),
            Measure = seed => BranchedNetwork.BranchError(seed, 64, 8, 0),
            Control = "each branch writes the next one's units",
            MeasureControl = seed => BranchedNetwork.BranchError(seed, 64, 8, 1),
        },
        new()
        {
            Id = "N07",
            Quote = "To quantify this, I use the effective rank (as in depth-1) to measure the degree of "
                + "representation "
                + "diversity/collapse.",
            Place = Note + "; 23.2 for the first layer at C = 512 is read off its picture",
            Reading = "Its curves are the entropy rank on singular values, which the text's sources name.",
            Procedure = Trained + " Distance of the logarithm from that of 23.2, on singular values less on "
                + "eigenvalues, "
                + "centred, first layer, C = 512.",
            Value = "difference of distances",
            Rule = ClaimRule.MeanBelow(0),
            Measure = seed => _cut.Of(seed)[^1].After.First is var first
                ? Math.Abs(Math.Log(first.CentredSv / 23.2)) - Math.Abs(Math.Log(first.CentredEv / 23.2)) : 0,
            Control = "a rank of 512 is nearer than one of 23",
            MeasureControl = _ => Math.Abs(Math.Log(512 / 23.2)) - Math.Abs(Math.Log(23 / 23.2)),
        },
        new()
        {
            Id = "C15",
            Quote = "During training, weight matrices can lose rank, meaning:",
            Place = "collapse notes",
            Reading = "The matrix between the hidden layers has less entropy rank on eigenvalues after training.",
            Procedure = "The network with C = 1: after less before.",
            Value = "change",
            Rule = ClaimRule.MeanBelow(0),
            Measure = seed => _cut.Of(seed)[0] is var net ? net.After.Matrix - net.Before.Matrix : 0,
            Control = "it has more",
            MeasureControl = seed => _cut.Of(seed)[0] is var net ? net.Before.Matrix - net.After.Matrix : 0,
        },
    ];

    /// <inheritdoc/>
    internal override string Appendix(LabRequest request)
    {
        const string File = "branches.svg";
        PanelLine Line(string name, Func<(BranchedReading Before, BranchedReading After), double> value) => new(
            name, [.. _branches.Index().Select(branch => (double[])
                [.. request.AllSeeds.Select(seed => value(_cut.Of(ClaimSeed.Plain(seed))[branch.Index]))])]);
        Panel Ranks(string layer, Func<BranchedReading, BranchedLayer> of) => new(
            $"entropy rank (eigenvalues) behind the {layer} layer",
            [
                Line("centred", net => of(net.After).CentredEv), Line("uncentred", net => of(net.After).Ev),
                Line("centred, untrained", net => of(net.Before).CentredEv),
                Line("uncentred, untrained", net => of(net.Before).Ev),
            ]);
        PageFile.Write(Path.Combine(request.Out, File), PanelsFigure.Draw(
            "Branches, rank and loss", "branches C at width 512; bars: all seeds",
            [.. _branches.Select(count => $"{count}")],
            [
                Ranks("first", net => net.First), Ranks("second", net => net.Second),
                new("squared error after training", [Line("loss", net => net.After.Error)]),
            ]));
        return $"![Rank behind both layers and the loss, by number of branches]({File})\n\nThe centred rank rises with "
            + "the branches after training alone, the uncentred one does not; the loss is in the last panel.\n\n";
    }

    static double Rising(IEnumerable<double> ranks)
    {
        var values = ranks.ToArray();
        return RankCorrelation.Spearman([.. Enumerable.Range(0, values.Length).Select(i => (double)i)], values);
    }

    static double Middle(int branches) => 512.0 * (512 / branches);
}
