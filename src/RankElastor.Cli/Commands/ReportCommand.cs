using System.CommandLine;
using RankElastor.Cli.Shell;
using RankElastor.Model.Interchange;
using RankElastor.Report;

namespace RankElastor.Cli.Commands;

/// <summary>report: one run, or several side by side, as one HTML file.</summary>
static class ReportCommand
{
    public static Command Create(VerbContext context)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Run directories, or folders of runs.",
            Arity = ArgumentArity.OneOrMore,
        };
        var file = new Option<string?>("--out")
        {
            Description =
                "The HTML file (default: report.html in the first run's directory, compare.html for several).",
        };
        var csv = new Option<string?>("--csv")
        {
            Description = "A folder for the data behind every figure, a CSV file each.",
        };
        var svg = new Option<string?>("--svg") { Description = "A folder for every figure as a vector picture (SVG)." };
        var json = VerbContext.JsonOption();
        var command = SharedOptions.With(
            new Command("report", """
                Write one run, or several side by side, as one self-contained HTML file. Seeds of one experiment
                become one line with its 95 % interval.
                Example: rankelastor report runs/RankMixer_frappe_x1_seed2021 runs/RankElastor_frappe_x1_seed2021 \
                  --out compare.html
                """),
            [file, csv, svg, json]);
        command.Add(runs);
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(runs)!;
            string[] folders = [.. named.SelectMany(Runs)];
            var path = parsed.GetValue(file) ?? Path.Combine(
                named[0], folders.Length == 1 ? "report.html" : "compare.html");
            RunReport.Write(folders, path, parsed.GetValue(csv), parsed.GetValue(svg));
            var terminal = context.Terminal(parsed.GetValue(json));
            foreach (var folder in folders)
            {
                if (NonFiniteTensor.OfFile(Path.Combine(folder, "model.safetensors")) is { Count: > 0 } damage)
                {
                    terminal.Note($"{folder}: {NonFiniteTensor.Describe(damage)}; the report shows the log's numbers");
                }
            }

            terminal.Line(path);
            terminal.Result(new ReportResult(path));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A run's folder itself; of a folder of runs all of them, by name.</summary>
    static IEnumerable<string> Runs(string folder)
    {
        static bool IsRun(string path) => File.Exists(Path.Combine(path, "log.jsonl"));
        string[] inner = !IsRun(folder) && Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(IsRun).Order(StringComparer.Ordinal)]
            : [];
        return inner.Length > 0 ? inner : [folder];
    }
}

/// <summary>What report prints with --json.</summary>
sealed record ReportResult(string Report);
