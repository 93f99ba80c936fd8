using System.Text.Json;

namespace RankElastor.Tests.Cli;

/// <summary>
/// Processes that start at once in the same folders: each ends with its own right result, or is refused in one line,
/// and nothing of anybody is lost.
/// </summary>
[Trait("kind", "slow")]
public sealed class SimultaneousTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Runs_OfOneName(int together)
    {
        var alone = Enumerable.Range(1, together).Select(epochs => Alone(epochs)).ToList();
        for (var round = 0; round < 3; round++)
        {
            var folder = $"runs{round}";
            var children = Enumerable.Range(1, together).Select(epochs => Start(folder, epochs)).ToList();
            var codes = children.Select(child => child.Wait()).ToList();
            Assert.Contains(0, codes);
            var (folders, finished) = (Directory.GetDirectories(_tiny.Folder[folder]), 0);
            for (var child = 0; child < together; child++)
            {
                var error = children[child].Error;
                if (codes[child] == 0)
                {
                    finished++;
                    Assert.Contains(folders, kept => IsRun(kept, child + 1, alone[child], children[child].Output));
                }
                else
                {
                    Assert.True(codes[child] == 2, error);
                    Assert.Matches(
                        @"rankelastor: [^\n]*DNN_seed1: found a run under way \(process [0-9]+ on [^\n]*--out", error);
                }

                children[child].Dispose();
            }

            Assert.Equal(finished, folders.Length);
            Assert.Equal(["config.csv"], Directory.GetFiles(_tiny.Folder[folder]).Select(Path.GetFileName));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Preparations_OfOneDataSet(int together)
    {
        for (var round = 0; round < 2; round++)
        {
            var cache = _tiny.Folder[$"cache{round}"];
            var children = Enumerable.Range(0, together).Select(_ => ChildProcess.Start(
                "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", cache, "--json")).ToList();
            Assert.All(children, child => Assert.True(child.Wait() == 0, child.Error));
            Assert.Equal(1, children.Count(
                child => !JsonDocument.Parse(child.Output).RootElement.GetProperty("reused").GetBoolean()));
            Assert.Single(Directory.GetFileSystemEntries(cache));
            children.ForEach(child => child.Dispose());
        }
    }

    ChildProcess Start(string folder, int epochs) => ChildProcess.Start(
        "run", "--config", _tiny.Config, "--expid", "DNN", "--out", _tiny.Folder[folder], "--cache", _tiny.Cache,
        "--threads", "1", "--max-epochs", $"{epochs}", "--json");

    byte[] Alone(int epochs)
    {
        using var child = Start($"alone{epochs}", epochs);
        Assert.True(child.Wait() == 0, child.Error);
        return Weights(_tiny.Folder[$"alone{epochs}/DNN_seed1"]);
    }

    /// <summary>Whether a folder holds the run of so many epochs: its weights, and the result as told.</summary>
    static bool IsRun(string folder, int epochs, byte[] weights, string told)
    {
        var result = JsonDocument.Parse(File.ReadLines(Path.Combine(folder, "log.jsonl")).Last()).RootElement;
        return result.GetProperty("epochs").GetInt32() == epochs && weights.AsSpan().SequenceEqual(Weights(folder))
            && result.GetProperty("test").GetRawText()
                == JsonDocument.Parse(told).RootElement.GetProperty("test").GetRawText();
    }

    static byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
}
