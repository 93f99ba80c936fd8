using RankElastor.Experiments.FurtherReading;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Experiments.FurtherReading;

/// <summary>The permutation of largest sum, against all permutations.</summary>
public sealed class AssignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void Sum_IsTheLargestOfAllPermutations(int size)
    {
        var random = new SeededRandom((ulong)size);
        for (var draw = 0; draw < 20; draw++)
        {
            var gains = new double[size, size];
            for (var i = 0; i < size * size; i++)
            {
                gains[i / size, i % size] = draw % 2 == 0 ? random.NextNormal() : random.NextInt(3); // ties, too
            }

            var columns = Assignment.Of(gains);
            Assert.Equal(Enumerable.Range(0, size), columns.Order());
            Assert.Equal(Permutations(size).Max(each => Sum(gains, each)), Sum(gains, columns), 1e-12);
        }
    }

    [Fact]
    public void AGainOnOneDiagonal_IsFound()
    {
        var gains = new double[50, 50];
        for (var row = 0; row < 50; row++)
        {
            gains[row, (7 * row + 3) % 50] = 1;
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(row => (7 * row + 3) % 50), Assignment.Of(gains));
    }

    static double Sum(double[,] gains, IReadOnlyList<int> columns) =>
        columns.Select((column, row) => gains[row, column]).Sum();

    static IEnumerable<int[]> Permutations(int size) => size == 0 ? [[]]
        : Permutations(size - 1).SelectMany(shorter => Enumerable.Range(0, size).Select(place =>
            (int[])[.. shorter[..place], size - 1, .. shorter[place..]]));
}
