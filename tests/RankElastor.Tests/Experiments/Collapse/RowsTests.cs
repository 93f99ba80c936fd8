using RankElastor.Experiments.Collapse.Rows;

namespace RankElastor.Tests.Experiments.Collapse;

public sealed class RowsTests
{
    [Fact]
    public void Epoch_HoldsEveryRowOnce_InAnOrderOfItsOwn()
    {
        var split = new CollapseData(7, twoValues: false).Valid;
        var (stored, shuffled) = (Rows(split.Sequential()), Rows(split.Epoch(0, 0)));
        Assert.Equal(CollapseData.ValidRows, stored.Count);
        Assert.NotEqual(stored, shuffled);
        Assert.Equal(stored.Order(StringComparer.Ordinal), shuffled.Order(StringComparer.Ordinal));
        Assert.Equal(shuffled.Skip(2 * CollapseData.BatchRows), Rows(split.Epoch(0, 2)));
        Assert.NotEqual(shuffled, Rows(split.Epoch(1, 0)));
    }

    [Fact]
    public void TwoValuedField_HasTwoIdentifiers_AndNoOtherField()
    {
        var schema = new CollapseData(7, twoValues: true).Schema;
        Assert.Equal(
            [CollapseData.TwoValued],
            schema.ModelFields.Where(field => field.VocabularySize == 2 + 2).Select(field => field.Name));
    }

    [Fact]
    public void PlantedBatches_ActBeforeEveryBatchFromTheOnset_OverEpochs()
    {
        var split = new CollapseData(7, twoValues: false).Valid;
        var (acts, batches) = (0, (int)(split.Rows + split.BatchRows - 1) / split.BatchRows);
        var planted = new PlantedBatches(split, batches + 2, (_, _) => acts++);
        Assert.Equal(0, Acts(planted.Epoch(0, 0)));
        Assert.Equal(batches - 2, Acts(planted.Epoch(1, 0)));
        Assert.Equal(batches - 5, Acts(planted.Epoch(1, 5)));
        Assert.Equal(0, Acts(planted.Sequential()));

        int Acts<T>(IEnumerable<T> pass)
        {
            acts = 0;
            Assert.NotEmpty(pass.ToList());
            return acts;
        }
    }

    static List<string> Rows(IEnumerable<RankElastor.Data.Rows.Batch> batches) => [.. batches.SelectMany(batch =>
    {
        var columns = batch.Layout.IdColumns;
        string Ids(int row) => string.Join(' ', batch.Ids.Skip(row * columns).Take(columns));
        return Enumerable.Range(0, batch.Rows).Select(row => $"{Ids(row)} {batch.Labels[row]}").ToList();
    })];
}
