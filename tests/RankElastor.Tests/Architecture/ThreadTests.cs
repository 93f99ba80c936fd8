using System.Text.RegularExpressions;

namespace RankElastor.Tests.Architecture;

/// <summary>Threads come from one place: the machine that a job is given.</summary>
public sealed partial class ThreadTests
{
    [Fact]
    public void Processors_AreCountedWhereMachinesAreMade_AndWhereTheyAreDescribed() =>
        Assert.Equal(["src/RankElastor/MachineInfo.cs", "src/RankElastor/MachineOptions.cs"], Matching(Processors()));

    [Fact]
    public void Workers_AreMadeByTheMachine() =>
        Assert.Equal(
            ["src/RankElastor.Numerics/Threads/Machine.cs", "src/RankElastor.Numerics/Threads/Workers.cs"],
            Matching(Making()));

    [Fact]
    public void OtherThreads_AreStartedByWorkers_ByBatchesReadAhead_AndByDecoding()
    {
        const string Batches = "src/RankElastor.Data/Batches";
        string[] expected =
        [
            $"{Batches}/BatchReader.cs", $"{Batches}/LoadedWindows.cs", "src/RankElastor.Data/Files/Decoding.cs",
            "src/RankElastor.Numerics/Threads/Workers.cs",
        ];
        Assert.Equal(expected, Matching(Starting()));
    }

    /// <summary>
    /// A machine sets torch's threads for the whole process: the sums of a test beside would round in another way.
    /// </summary>
    [Fact]
    public void TestsThatUseTorch_RunOneAfterTheOther() => Assert.Empty(SourceTree.Read("tests")
        .Where(file => Torch().IsMatch(file.Text) && Tests().IsMatch(file.Text) && !Alone().IsMatch(file.Text))
        .Select(file => file.Path));

    static IEnumerable<string> Matching(Regex pattern) =>
        SourceTree.Files.Where(file => pattern.IsMatch(file.Text)).Select(file => file.Path);

    [GeneratedRegex(@"TorchSharp\.torch|\bCliResult\.Of|\bApplication\.Run\(|\bRanker\.")]
    private static partial Regex Torch();

    [GeneratedRegex(@"^    \[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex Tests();

    [GeneratedRegex(@"^\[Collection\(|partial class", RegexOptions.Multiline)]
    private static partial Regex Alone();

    [GeneratedRegex(@"\bProcessorCount\b")]
    private static partial Regex Processors();

    [GeneratedRegex(@"new Workers\(|\bWorkers \w+( \{[^}]*\})? =>? new\(")]
    private static partial Regex Making();

    [GeneratedRegex(@"\bParallel\.\w+\(|\bTask\.(Run|Factory)\b|new Thread\(|\.AsParallel\(|ThreadPool\.")]
    private static partial Regex Starting();
}
