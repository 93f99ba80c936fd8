using System.CommandLine;
using RankElastor.Training.Options;

namespace RankElastor.Cli.Shell;

/// <summary>Options that several verbs have, so that they read the same everywhere.</summary>
sealed class SharedOptions
{
    public Option<string> Config { get; } = new("--config")
    {
        Description = "Folder with dataset_config.yaml and model_config.yaml (FuxiCTR's form).",
        Required = true,
    };

    public Option<string> Experiment { get; } = new("--expid")
    {
        Description = "Experiment in model_config.yaml.",
        Required = true,
    };

    public Option<string> Plan { get; } = new("--config")
    {
        Description = "Folder with dataset_config.yaml and model_config.yaml, or a study file that names one.",
        Required = true,
    };

    public Option<string[]> Only { get; } = new("--expid")
    {
        Description = "Only these experiments, in this order; a study file's contrasts are left out.",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> DataRoot { get; } =
        Of<string?>("--data-root", "Folder of the data files; replaces data_root of the configuration.");

    public Option<int?> Gpu { get; } =
        Of<int?>("--gpu", "FuxiCTR's switch; without effect: everything runs on the processor.");

    public Option<string> Out { get; } = new("--out")
    {
        Description = "Folder of run directories.",
        DefaultValueFactory = _ => "runs",
    };

    public Option<string> Cache { get; } = new("--cache")
    {
        Description = "Folder of prepared data.",
        DefaultValueFactory = _ => Places.Cache,
    };

    public Option<int?> Threads { get; } =
        Of<int?>("--threads", "Threads of all work, from preparation to scoring (default: all processors).");

    public Option<int?> Seed { get; } = OfKey<int?>("--seed");
    public Option<int?> MaxEpochs { get; } = OfKey<int?>("--max-epochs");
    public Option<string?> ProbeEvery { get; } = OfKey<string?>("--probe-every");
    public Option<string?> ProbeRows { get; } = OfKey<string?>("--probe-rows");
    public Option<string?> ProbeBudget { get; } = OfKey<string?>("--probe-budget");
    public Option<bool> Resume { get; } = Of<bool>("--resume", "Continue from the last checkpoint of the same run.");

    public Option<bool> NoKeepMemory { get; } =
        Of<bool>("--no-keep-memory", "Let the allocator return freed memory to the system (slower).");

    public Option<bool> NoOneDnn { get; } =
        Of<bool>("--no-onednn", "Keep torch's own route of float32 matrix products.");

    public Option<bool> Bf16 { get; } = Of<bool>(
        "--bf16-products",
        "Products of batches with weights in bf16 (faster where the processor has them, less exact).");

    public Option<bool> Json { get; } = VerbContext.JsonOption();

    /// <summary>The experiment that --config and --expid name, as the other shared options change it.</summary>
    public Experiment Load(ParseResult parsed)
    {
        var machine = Machine(parsed); // a wrong switch is told before a wrong file
        var experiment = RankElastor.Experiment.Load(
            parsed.GetValue(Config)!, parsed.GetValue(Experiment)!, dataRoot: parsed.GetValue(DataRoot));
        return Changed(experiment, parsed) with { Machine = machine };
    }

    /// <summary>An experiment as the other shared options change it.</summary>
    public Experiment Changed(Experiment experiment, ParseResult parsed) => experiment.With(
        ("--seed", parsed.GetValue(Seed)), ("--max-epochs", parsed.GetValue(MaxEpochs)),
        ("--probe-every", parsed.GetValue(ProbeEvery)), ("--probe-rows", parsed.GetValue(ProbeRows)),
        ("--probe-budget", parsed.GetValue(ProbeBudget))) with
    {
        DataRoot = parsed.GetValue(DataRoot),
        Out = parsed.GetValue(Out),
        Cache = parsed.GetValue(Cache)!,
        Machine = Machine(parsed),
    };

    public MachineOptions Machine(ParseResult parsed) => new()
    {
        Threads = MachineOptions.Checked(Threads.Name, parsed.GetValue(Threads)),
        KeepMemory = !parsed.GetValue(NoKeepMemory),
        OneDnnProducts = !parsed.GetValue(NoOneDnn),
        Bf16Products = parsed.GetValue(Bf16),
    };

    public IEnumerable<Option> MachineSwitches => [Threads, NoKeepMemory, NoOneDnn, Bf16];

    /// <summary>Machine options as they are typed.</summary>
    public static IEnumerable<string> Words(MachineOptions machine) =>
    [
        .. machine.Threads is { } threads ? (string[])["--threads", $"{threads}"] : [],
        .. machine.KeepMemory ? (string[])[] : ["--no-keep-memory"],
        .. machine.OneDnnProducts ? (string[])[] : ["--no-onednn"],
        .. machine.Bf16Products ? (string[])["--bf16-products"] : [],
    ];

    /// <summary>Says that there is no graphics processor, where one was asked for.</summary>
    public void AnswerGpu(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(Gpu) is >= 0 and var gpu)
        {
            terminal.Note($"--gpu {gpu}: everything runs on the processor, by design; the switch changes nothing.");
        }
    }

    public static Command With(Command command, params IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command;
    }

    static Option<T> Of<T>(string name, string description) => new(name) { Description = description };

    /// <summary>An option that replaces a key of the configuration, and is described by it.</summary>
    static Option<T> OfKey<T>(string name) => Of<T>(name, TrainingOptionsReader.Keys.Switch(name).Description);
}
