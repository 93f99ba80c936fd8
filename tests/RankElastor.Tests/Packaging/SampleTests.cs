using System.Globalization;
using System.Text.RegularExpressions;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Packaging;

/// <summary>
/// The programs of <c>samples</c>, which the solution builds, run as they stand and do what they say.
/// </summary>
[Trait("kind", "slow")]
public sealed partial class SampleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TrainFromYaml", "block1/ffn ")]
    [InlineData("TrainFromCode", "rank of the field vectors ")]
    public async Task Training_LearnsTheGeneratedClicks(string sample, string line)
    {
        var output = await Run(sample);

        Assert.InRange(TestAuc(output), 0.75, 0.95); // chance is 0.5, price alone about 0.6
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scoring_PutsItemsOfTheUsersKindFirst()
    {
        var best = (await Run("ScoreInProcess")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..2];

        Assert.Equal(["i3", "i8"], best.Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scoring_OfARunsFolder_GivesANumberForEachRow()
    {
        TinyRun.Write(_folder.Path);
        await ProgramRun.Well(
            _folder.Path, ProgramRun.DotNet, ["exec", BuiltProgram.Assembly("RankElastor.Cli"), .. TinyRun.Arguments]);
        _folder.Write("rows.csv", "field_01,field_02\n1,1\n2,1\n1,3\n");

        var output = await Run("ScoreInProcess", TinyRun.Folder, "rows.csv");

        var scores = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, scores.Count);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
    }

    /// <summary>The number that a program prints behind <c>test AUC</c>.</summary>
    public static double TestAuc(string output) =>
        double.Parse(AucLine().Match(output).Groups["auc"].Value, CultureInfo.InvariantCulture);

    Task<string> Run(string sample, params IEnumerable<string> arguments) =>
        ProgramRun.Well(_folder.Path, ProgramRun.DotNet, ["exec", BuiltProgram.Assembly(sample), .. arguments]);

    [GeneratedRegex(@"test AUC (?<auc>[0-9.]+)")]
    private static partial Regex AucLine();
}
