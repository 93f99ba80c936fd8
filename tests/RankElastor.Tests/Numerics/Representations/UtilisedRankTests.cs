using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class UtilisedRankTests
{
    [Fact]
    public void Of_AFullRankLayerWithInputsInTenDirections_IsTen()
    {
        const int rows = 200, width = 64, directions = 10;
        var inputs = Drawn.Product(
            Drawn.NormalDoubles(rows * directions, 1), Drawn.NormalDoubles(directions * width, 2), directions);
        var weight = Drawn.NormalDoubles(width * width, 3);
        var outputs = Drawn.Product(inputs, weight, width);
        Assert.Equal(width, UtilisedRank.Directions(Energies(weight, width), 1e-9));
        Assert.Equal(directions, UtilisedRank.Of(Energies(inputs, rows), Energies(outputs, rows), 1e-9));

        static double[] Energies(double[] matrix, int rows) =>
            Array.ConvertAll(Drawn.SingularValues(matrix, rows, width), s => s * s);
    }

    [Fact]
    public void Of_IsTheFewerOfWhatGoesInAndWhatComesOut()
    {
        Assert.Equal(1, UtilisedRank.Of([1, 1, 1], [1, 0, 0]));
        Assert.Equal(1, UtilisedRank.Of([1, 0, 0], [1, 1, 1]));
    }

    [Fact]
    public void Directions_AreThoseThatCarryTheEnergy()
    {
        double[] eigenvalues = [0.4, 90, 9, 0.6];
        Assert.Equal(1, UtilisedRank.Directions(eigenvalues, 0.1));
        Assert.Equal(2, UtilisedRank.Directions(eigenvalues));
        Assert.Equal(3, UtilisedRank.Directions(eigenvalues, 0.005));
        Assert.Equal(4, UtilisedRank.Directions(eigenvalues, 0));
        Assert.Equal(0, UtilisedRank.Directions([0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => UtilisedRank.Directions(eigenvalues, 1));
    }
}
