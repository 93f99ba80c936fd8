using RankElastor.Model.Passes;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Probes;

/// <summary>What is padding changes no measure: neither its length nor its place.</summary>
[Collection("torch")]
public sealed class PaddedRowsTests
{
    const int Rows = 60, Width = 6;
    static readonly Site _site = new("history", "history", SiteKind.Padded);
    static readonly ProbeMoment _moment = new(1, 10, 0.5, 0.01);

    /// <summary>Normal numbers in 1 to 9 rows of each matrix, zeros in the others; some matrices are empty.</summary>
    static Tensor Histories(int length, bool atFront)
    {
        var histories = zeros(Rows, length, Width);
        for (var row = 0; row < Rows; row++)
        {
            var items = row % 10;
            if (items > 0)
            {
                histories[row].narrow(0, atFront ? length - items : 0, items)
                    .copy_(TinyCase.Normal(row, items, Width));
            }
        }

        return histories;
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(40, false)]
    public void Padding_ChangesNoMeasure(int length, bool atFront)
    {
        using var scope = NewDisposeScope();
        var (tight, padded) = (Read(Histories(9, atFront: false)), Read(Histories(length, atFront)));
        Assert.Equal(tight.Keys, padded.Keys);
        Assert.All(tight, pair => Assert.Equal(pair.Value, padded[pair.Key], 1e-6));
    }

    [Fact]
    public void Baseline_IsThatOfEachMatrixOwnRows()
    {
        using var scope = NewDisposeScope();
        var probe = new SpectrumProbe(MeasureCatalogue.Default, Workers.Sequential);
        var rank = probe.Record(_site, Histories(20, atFront: true), _moment).Measures["entropy_rank_sv"];
        double[] expected =
        [
            .. Enumerable.Range(0, Rows).Select(row => row % 10).Where(items => items > 0)
                .Select(items => NoStructureBaseline.Of(items, Width).Mean.EntropyRankSv),
        ];
        Assert.Equal(expected.Average(), rank.Baseline, 1e-9);
        Assert.InRange(rank.Ratio, 0.97, 1.03); // normal numbers have no structure
    }

    [Theory]
    [InlineData(33)]
    [InlineData(45)]
    [InlineData(150)]
    public void Baseline_BetweenTwoLengths_IsCloseToTheDrawnOne(int length)
    {
        var between = PaddedRows.Baseline([length], Width, Workers.Sequential).Mean;
        var drawn = NoStructureBaseline.Of(length, Width).Mean;
        Assert.Equal(drawn.EntropyRankSv, between.EntropyRankSv, 0.005 * drawn.EntropyRankSv);
        Assert.Equal(drawn.StableRank, between.StableRank, 0.005 * drawn.StableRank);
    }

    [Fact]
    public void OnlyEmptyHistories_AreNoError()
    {
        using var scope = NewDisposeScope();
        Assert.All(Read(zeros(Rows, 5, Width)), pair => Assert.True(pair.Value is 0 or 1 || double.IsNaN(pair.Value)));
    }

    static Dictionary<string, double> Read(Tensor histories)
    {
        var probe = new SpectrumProbe(MeasureCatalogue.Default, Workers.Sequential);
        var read = probe.Record(_site, histories, _moment).Measures
            .ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
        read["ratio"] = probe.Record(_site, histories, _moment).Measures["stable_rank"].Ratio;
        foreach (var (name, value) in TokenHealth.Of(_moment, "history", histories, isPadded: true).Measures)
        {
            read[$"tokens/{name}"] = value;
        }

        if (PaddedRows.Present(histories) is var items && items.shape[0] > 0)
        {
            foreach (var (name, value) in BatchHealth.Of(_moment, "history", items, MeasureCatalogue.Default).Measures)
            {
                read[$"batch/{name}"] = value;
            }
        }

        return read;
    }
}
