// Trains one experiment of a folder with FuxiCTR's two YAML files, and writes its report:
//
//   dotnet run --project samples/TrainFromYaml -- FOLDER EXPID
//
// Without arguments the folder is made here, with clicks that a law of this program decides, and removed at the end.
using RankElastor;
using RankElastor.Training.State;

var generated = args is [_, _] ? null : Directory.CreateTempSubdirectory("rankelastor-").FullName;
try
{
    var (folder, id) = generated is null
        ? (args[0], args[1])
        : (GeneratedClicks.Write(generated), "RankElastor_clicks");
    var experiment = Experiment.Load(folder, id).With(output: Path.Combine(folder, "runs")) with
    {
        Cache = Path.Combine(folder, "cache"), // prepared data; a second run finds it there
    };

    using var run = experiment.Run(new ConsoleLines());
    Console.WriteLine($"test AUC {run.Test["AUC"]:0.0000}, logloss {run.Test["logloss"]:0.0000}");
    foreach (var (site, rank) in run.Rank)
    {
        Console.WriteLine($"{site,-16} entropy rank (singular values) {rank["entropy_rank_sv"]:0.00}");
    }

    foreach (var alarm in run.Alarms)
    {
        Console.WriteLine($"alarm: {alarm.Text}");
    }

    Console.WriteLine($"report: {Path.Combine(run.Result.Run, "report.html")}");
}
finally
{
    if (generated is not null)
    {
        Directory.Delete(generated, recursive: true);
    }
}

/// <summary>The trainer's lines, in FuxiCTR's words.</summary>
sealed class ConsoleLines : ITrainingProgress
{
    public void Note(string line) => Console.WriteLine(line);

    public void Advance(in StepProgress progress) { } // called after every step: a progress bar would live here
}
