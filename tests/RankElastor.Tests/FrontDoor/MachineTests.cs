using RankElastor.Data.Files;
using RankElastor.Native;
using RankElastor.Tests.Cli;
using RankElastor.Training.Records;

namespace RankElastor.Tests.FrontDoor;

[Collection("torch")]
public sealed class MachineTests
{
    [Fact]
    public void Start_SaysWhatTookEffect_AndKeepsProductsExact()
    {
        var machine = new MachineOptions { Threads = 3 }.Start();
        Assert.Equal(
            [
                "bf16_products", "device", "keep_memory", "onednn_products", "openmp_spins", "scalars_freed_late",
                "torch_threads",
            ],
            machine.Effects.Keys);
        Assert.Equal((3, false), (machine.Workers.Threads, machine.Bf16Products));
        Assert.Equal("3", machine.Effects["torch_threads"]);
        Assert.True(MatrixProducts.RelativeError() < 1e-5);
    }

    [Fact]
    public void Start_Again_FollowsItsOwnOptions_AndTellsWhatTheProcessKeeps()
    {
        var first = new MachineOptions { Threads = 2, Bf16Products = true }.Start();
        var second = new MachineOptions { Threads = 1, KeepMemory = false, OneDnnProducts = false }.Start();
        Assert.Equal((2, true), (first.Workers.Threads, first.Bf16Products));
        Assert.Equal((1, false), (second.Workers.Threads, second.Bf16Products));
        Assert.Equal(("1", "off: asked"), (second.Effects["torch_threads"], second.Effects["onednn_products"]));
        Assert.Equal($"{first.Effects["keep_memory"]}: asked before in this process", second.Effects["keep_memory"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Threads_BelowOne_AreAnInputError(int threads)
    {
        var error = Assert.Throws<InputException>(() => new MachineOptions { Threads = threads });
        Assert.StartsWith(
            $"threads: found {threads}; allowed: 1 or more, at most ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_KnowsItsMachine()
    {
        using var tiny = new TinyExperiment();
        var changed = Manifest(tiny, "--threads", "1", "--bf16-products", "--no-onednn");
        Assert.Equal((1, "1", "on", "off: asked"), Machine(changed));
        var standard = Machine(Manifest(tiny, "--threads", "2"));
        Assert.Equal((2, "2", "off"), (standard.Threads, standard.OfTorch, standard.Bf16));
    }

    [Fact]
    public void OneThread_DoesAllWork_AndTheResultIsThatOfTwo()
    {
        using var one = new Verbs(1);
        using var two = new Verbs(2);
        Assert.Equal(one.Results, two.Results);
        Assert.All(one.Started, verb => Assert.Equal((verb.Verb, 0), verb)); // nothing was handed to another thread
        Assert.All(two.Started, verb => Assert.True(verb.Count > 0, verb.Verb));
    }

    static ManifestRecord Manifest(TinyExperiment tiny, params string[] switches)
    {
        string[] run = ["run", "--config", tiny.Config, "--expid", "LR", "--out", tiny.Out, "--cache", tiny.Cache];
        CliResult.Of([.. run, .. switches]).Done();
        return RunLog.Read(Path.Combine(tiny.RunFolder("LR"), "log.jsonl")).OfType<ManifestRecord>().Single();
    }

    static (int Threads, string OfTorch, string Bf16, string OneDnn) Machine(ManifestRecord manifest)
    {
        var native = manifest.Native;
        return (manifest.Threads, native["torch_threads"], native["bf16_products"], native["onednn_products"]);
    }

    /// <summary>From a CSV file to predictions with so many threads, verb by verb.</summary>
    sealed class Verbs : IDisposable
    {
        readonly TinyExperiment _tiny = new();
        readonly string[] _threads;

        public Verbs(int threads)
        {
            _threads = ["--threads", $"{threads}"];
            var (run, test) = (_tiny.RunFolder("RankElastor"), _tiny.Folder["data/test.csv"]);
            Do("prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache);
            Do("run", "--config", _tiny.Config, "--expid", "RankElastor", "--out", _tiny.Out, "--cache", _tiny.Cache);
            Results.Add(Do("evaluate", "--run", run, "--data", test).Output);
            Do("predict", "--run", run, "--data", test, "--out", _tiny.Folder["scores.txt"]);
            Results.Add(File.ReadAllText(_tiny.Folder["scores.txt"]));
            var page = Do("inspect", "--run", run, "--data", test).Output;
            Results.Add(page.Replace(_tiny.Folder.Path, "", StringComparison.Ordinal));
        }

        /// <summary>By verb, what this thread handed to others.</summary>
        public List<(string Verb, int Count)> Started { get; } = [];

        public List<string> Results { get; } = [];

        public void Dispose() => _tiny.Dispose();

        CliResult Do(string verb, params string[] arguments)
        {
            using var starts = new ThreadStarts();
            var result = CliResult.Of([verb, .. arguments, .. _threads]).Done();
            Started.Add((verb, starts.Count));
            return result;
        }
    }
}
