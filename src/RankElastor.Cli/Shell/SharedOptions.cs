using System.Globalization;
using RankElastor.Data.Files;
using System.CommandLine;

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

    public Option<int?> Threads { get; } = new("--threads")
    {
        Description = "Threads of all work, from preparation to scoring (default: all processors).",
    };

    public Option<int?> MaxEpochs { get; } = new("--max-epochs") { Description = "The most epochs; replaces the configuration's." };

    public Option<string?> ProbeEvery { get; } = new("--probe-every")
    {
        Description = "Probe the training pass every step (step), every so many steps (a number), or at evaluations only (evaluation).",
    };

    public Option<string?> ProbeRows { get; } = new("--probe-rows")
    {
        Description = "Rows of the batch that such a probe measures: a number or all.",
    };

    public Option<string?> ProbeBudget { get; } = new("--probe-budget")
    {
        Description = "Share of training time that probes may take (default 1%); probes of the training pass look at fewer rows to keep it; none for no limit.",
    };

    public Option<bool> Resume { get; } = new("--resume") { Description = "Continue from the last checkpoint of the same run." };

    public Option<bool> NoKeepMemory { get; } = new("--no-keep-memory") { Description = "Let the allocator return freed memory to the system (slower)." };

    public Option<bool> NoOneDnn { get; } = new("--no-onednn") { Description = "Keep torch's own route of float32 matrix products." };

    public Option<bool> Bf16 { get; } = new("--bf16-products")
    {
        Description = "Products of batches with weights in bf16 (faster where the processor has them, less exact).",
    };

    public Option<bool> Json { get; } = VerbContext.JsonOption();

    /// <summary>The experiment that --config and --expid name, as the other shared options change it.</summary>
    public Experiment Load(ParseResult parsed)
    {
        var (machine, changes) = (Machine(parsed), Changes(parsed)); // wrong switches are told before wrong files
        return RankElastor.Experiment.Load(parsed.GetValue(Config)!, parsed.GetValue(Experiment)!).With(changes) with
        {
            DataRoot = parsed.GetValue(DataRoot),
            Out = parsed.GetValue(Out),
            Cache = parsed.GetValue(Cache)!,
            Machine = machine,
        };
    }

    /// <summary>Keys of the configuration that options replace.</summary>
    Dictionary<string, object?> Changes(ParseResult parsed)
    {
        var changes = new Dictionary<string, object?>();
        if (parsed.GetValue(Seed) is { } seed)
        {
            changes["seed"] = AtLeast("--seed", seed, 0);
        }

        if (parsed.GetValue(MaxEpochs) is { } epochs)
        {
            changes["epochs"] = AtLeast("--max-epochs", epochs, 1);
        }

        foreach (var (key, option) in new[] { ("probe_every", ProbeEvery), ("probe_rows", ProbeRows), ("probe_budget", ProbeBudget) })
        {
            if (parsed.GetValue(option) is { } word)
            {
                changes[key] = long.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : word;
            }
        }

        return changes;
    }

    static long AtLeast(string option, int value, int least) =>
        value >= least ? value : throw InputException.At(option, $"{value}", $"{least} or more");

    /// <summary>What to compute on, of the switches that the verb has.</summary>
    public MachineOptions Machine(ParseResult parsed)
    {
        var threads = parsed.GetValue(Threads);
        if (threads is < 1)
        {
            throw InputException.At("--threads", $"{threads}", "1 or more");
        }

        return new MachineOptions
        {
            Threads = threads,
            KeepMemory = !parsed.GetValue(NoKeepMemory),
            OneDnnProducts = !parsed.GetValue(NoOneDnn),
            Bf16Products = parsed.GetValue(Bf16),
        };
    }

    public IEnumerable<Option> MachineSwitches => [Threads, NoKeepMemory, NoOneDnn, Bf16];

    public static Command With(Command command, params IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command;
    }
}
