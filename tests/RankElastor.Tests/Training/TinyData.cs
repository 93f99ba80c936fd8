using RankElastor.Data.Rows;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Training;

/// <summary>Rows of <see cref="TinyModel.Fields"/> whose label depends on user, item and price.</summary>
static class TinyData
{
    public static Batch Rows(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var batch = new Batch(new BatchLayout(TinyModel.Fields), rows) { Rows = rows };
        for (var b = 0; b < rows; b++)
        {
            var (user, item) = (1 + random.NextInt(38), 1 + random.NextInt(23));
            int[] ids = [user, item, 1 + random.NextInt(23), random.NextInt(24), 0];
            batch.SetPadded(b, ids);
            batch.Numbers[b] = (float)random.NextNormal();
            batch.Meta[b] = user % 7;
            var logit = (user % 3 - 1) * 1.5 + (item % 2 - 0.5) + 0.7 * batch.Numbers[b];
            batch.Labels[b] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }

        return batch;
    }
}
