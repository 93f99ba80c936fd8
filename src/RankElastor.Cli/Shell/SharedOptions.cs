using System.CommandLine;
using RankElastor.Training.Native;

namespace RankElastor.Cli.Shell;

/// <summary>Options that several verbs have, so that they read the same everywhere.</summary>
sealed class SharedOptions
{
    public Option<string> Config { get; } = new("--config") { Description = "Folder with dataset_config.yaml and model_config.yaml (FuxiCTR's form).", Required = true };

    public Option<string> Experiment { get; } = new("--expid") { Description = "Experiment in model_config.yaml.", Required = true };

    public Option<string?> DataRoot { get; } = new("--data-root") { Description = "Folder of the data files; replaces data_root of the configuration." };

    public Option<string> Out { get; } = new("--out") { Description = "Folder of run directories.", DefaultValueFactory = _ => "runs" };

    public Option<string> Cache { get; } = new("--cache") { Description = "Folder of prepared data.", DefaultValueFactory = _ => Places.Cache };

    public Option<int?> Seed { get; } = new("--seed") { Description = "Seed of everything random; replaces the configuration's." };

    public Option<int?> Threads { get; } = new("--threads") { Description = "Threads that compute (default: all processors)." };

    public Option<int?> MaxEpochs { get; } = new("--max-epochs") { Description = "The most epochs; replaces the configuration's." };

    public Option<bool> Resume { get; } = new("--resume") { Description = "Continue from the last checkpoint of the same run." };

    public Option<bool> NoKeepMemory { get; } = new("--no-keep-memory") { Description = "Let the allocator return freed memory to the system (slower)." };

    public Option<bool> NoOneDnn { get; } = new("--no-onednn") { Description = "Keep torch's own route of float32 matrix products." };

    public Option<bool> Bf16 { get; } = new("--bf16-products") { Description = "Round the products of batches with weights to bf16 (faster where the processor has them, less exact; off by default)." };

    public Option<bool> Json { get; } = VerbContext.JsonOption();

    public NativeOptions Native(ParseResult parsed)
    {
        var threads = parsed.GetValue(Threads);
        if (threads is < 1)
        {
            throw Data.Files.InputException.At("--threads", $"{threads}", "1 or more");
        }

        return new NativeOptions
        {
            Threads = threads ?? Environment.ProcessorCount,
            KeepMemory = !parsed.GetValue(NoKeepMemory),
            OneDnnProducts = !parsed.GetValue(NoOneDnn),
            Bf16Products = parsed.GetValue(Bf16),
        };
    }

    public IEnumerable<Option> NativeSwitches => [Threads, NoKeepMemory, NoOneDnn, Bf16];

    public static Command With(Command command, params IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command;
    }
}
