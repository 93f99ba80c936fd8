namespace RankElastor.Experiments.FurtherReading;

/// <summary>
/// The permutation of largest sum: the Hungarian method with potentials, in n³ steps (Jonker and Volgenant, 1987).
/// </summary>
static class Assignment
{
    /// <summary>The column of each row of a square table of gains.</summary>
    public static int[] Of(double[,] gains)
    {
        var n = gains.GetLength(0);
        var (rowPotential, potential, rowOf) = (new double[n + 1], new double[n + 1], new int[n + 1]);
        for (var row = 1; row <= n; row++)
        {
            Augment(gains, row, rowPotential, potential, rowOf);
        }

        var columns = new int[n];
        for (var column = 1; column <= n; column++)
        {
            columns[rowOf[column] - 1] = column - 1;
        }

        return columns;
    }

    /// <summary>Gives one more row a column by the cheapest path of exchanges; all count from 1.</summary>
    static void Augment(double[,] gains, int row, double[] rowPotential, double[] potential, int[] rowOf)
    {
        var n = gains.GetLength(0);
        var (least, before, isSeen) = (new double[n + 1], new int[n + 1], new bool[n + 1]);
        least.AsSpan().Fill(double.PositiveInfinity);
        var column = 0;
        rowOf[0] = row;
        while (rowOf[column] != 0)
        {
            isSeen[column] = true;
            var (from, step, next) = (rowOf[column], double.PositiveInfinity, 0);
            for (var to = 1; to <= n; to++)
            {
                if (isSeen[to])
                {
                    continue;
                }

                var cost = -gains[from - 1, to - 1] - rowPotential[from] - potential[to];
                if (cost < least[to])
                {
                    (least[to], before[to]) = (cost, column);
                }

                if (least[to] < step)
                {
                    (step, next) = (least[to], to);
                }
            }

            for (var to = 0; to <= n; to++)
            {
                if (isSeen[to])
                {
                    rowPotential[rowOf[to]] += step;
                    potential[to] -= step;
                }
                else
                {
                    least[to] -= step;
                }
            }

            column = next;
        }

        for (; column != 0; column = before[column])
        {
            rowOf[column] = rowOf[before[column]];
        }
    }
}
