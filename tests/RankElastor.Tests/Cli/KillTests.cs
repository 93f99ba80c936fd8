using RankElastor.Data.Planted;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Cli;

/// <summary>
/// A hundred kills at random moments, from the start of the process to its end: what is started again ends in the
/// same bytes, and nothing of the killed ones stays behind.
/// </summary>
[Trait("kind", "slow")]
public sealed class KillTests(PlantedExperiment planted) : IClassFixture<PlantedExperiment>
{
    [Theory]
    [InlineData("killed-a", 1, 16)]
    [InlineData("killed-b", 2, 17)]
    [InlineData("killed-c", 3, 17)]
    public void Run_KilledOverAndOver_EndsInTheSameBytes(string folder, ulong seed, int kills)
    {
        var random = new SeededRandom(seed);
        var started = System.Diagnostics.Stopwatch.StartNew();
        using (var whole = planted.Start($"{folder}-whole"))
        {
            Assert.True(whole.Wait() == 0, whole.Error);
        }

        var span = (int)started.ElapsedMilliseconds;
        for (var kill = 0; kill < kills; kill++)
        {
            using var child = planted.Start(folder, resume: true);
            Thread.Sleep(random.NextInt(span));
            child.Kill();
            child.Wait();
        }

        using var last = planted.Start(folder, resume: true);
        Assert.True(last.Wait() == 0, last.Error);
        Assert.Equal(planted.Whole, planted.Weights(folder));
        var root = Path.GetDirectoryName(planted.RunFolder(folder))!;
        Assert.Equal(["config.csv"], Directory.GetFiles(root).Select(Path.GetFileName)); // the line of its result
        Assert.NotEmpty(File.ReadAllLines(Path.Combine(root, "config.csv")));
        Assert.Empty(Directory.GetFiles(planted.RunFolder(folder), "*.tmp-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Prepare_KilledOverAndOver_EndsInTheSameBytes()
    {
        const int Kills = 50;
        using var folder = new TemporaryFolder();
        CriteoCsv.Write(
            new CriteoShaped(new CriteoShapedOptions { TableRows = 2000 }), 20_000, folder["train.csv"], new(1));
        folder.Write("dataset_config.yaml", CriteoCsv.DatasetConfig(
            new CriteoShaped(new CriteoShapedOptions { TableRows = 2000 }), folder["train.csv"], folder["train.csv"]));
        var started = System.Diagnostics.Stopwatch.StartNew();
        var whole = Prepared("whole");
        var (random, span) = (new SeededRandom(4), (int)started.ElapsedMilliseconds);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start("killed");
            Thread.Sleep(random.NextInt(span));
            child.Kill();
            child.Wait();
            if (kill % 5 == 0 && Directory.Exists(folder["killed"])) // else the first that ends is reused ever after
            {
                foreach (var done in Directory.GetDirectories(folder["killed"]).Where(name => name[^9] == '-'))
                {
                    Directory.Delete(done, recursive: true);
                }
            }
        }

        Assert.Equal(whole, Prepared("killed"));
        Assert.Single(Directory.GetFileSystemEntries(folder["killed"]));

        ChildProcess Start(string cache) => ChildProcess.Start(
            "prepare", "--config", folder.Path, "--dataset", "criteo_shaped", "--cache", folder[cache], "--threads",
            "1");

        List<(string, string)> Prepared(string cache)
        {
            using var child = Start(cache);
            Assert.True(child.Wait() == 0, child.Error);
            var entry = Assert.Single(Directory.GetDirectories(folder[cache]));
            return [.. Directory.GetFiles(entry, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => (Path.GetRelativePath(entry, file), Convert.ToHexString(File.ReadAllBytes(file))))];
        }
    }
}
