using System.CommandLine;
using System.Globalization;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Native;
using RankElastor.Training.Probes;
using RankElastor.Training.Runs;

namespace RankElastor.Cli.Commands;

/// <summary>inspect: spectral measures of a trained run's activations, weights and tables.</summary>
static class InspectCommand
{
    public static Command Create(VerbContext context)
    {
        var run = new Option<string>("--run") { Description = "Run directory.", Required = true };
        var data = new Option<string?>("--data") { Description = "A labelled file whose rows flow through the model; without it, sites are those of the run's last probe." };
        var json = VerbContext.JsonOption();
        var command = SharedOptions.With(
            new Command("inspect", """
                Spectral measures of activations by site, of weight matrices and of embedding tables by field, beside the loss.
                Example: rankelastor inspect --run runs/RankElastor_frappe_x1_seed2021 --data ../shared/data/frappe_x1/test.csv
                """),
            [run, data, json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(json));
            NativeTuning.Apply(new NativeOptions());
            using var trained = TrainedRun.Open(parsed.GetValue(run)!);
            var inspection = Inspect(trained, parsed.GetValue(data));
            Print(terminal, inspection);
            terminal.Result(inspection);
            return Application.Done;
        });
        return command;
    }

    static ModelInspection Inspect(TrainedRun trained, string? data)
    {
        if (data is null)
        {
            return ModelInspection.Of(trained.Model, trained.LastProbes());
        }

        using var rows = trained.Encode(data, labelled: true);
        var probe = new SpectrumProbe(trained.Model, rows.Batches, Math.Max(1, trained.Options.ProbeSample), new Workers(Environment.ProcessorCount));
        return ModelInspection.Of(trained.Model, probe.Measure(0, 0, double.NaN).Sites);
    }

    static void Print(Terminal terminal, ModelInspection inspection)
    {
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Activations, mean over {inspection.Sample} rows; logloss {inspection.Logloss:0.0000}"));
        Table(terminal, inspection.Sites);
        terminal.Line("Weight matrices (a stack of per-token matrices: mean over tokens)");
        Table(terminal, inspection.Weights);
        terminal.Line("Embedding tables, padding row left out");
        Table(terminal, inspection.Tables);
    }

    static void Table(Terminal terminal, IReadOnlyList<InspectedMatrix> rows)
    {
        terminal.Line($"  {"name",-62} {"shape",12} {"entropy_sv",10} {"entropy_ev",10} {"stable",8} {"particip.",9} {"numerical",9} {"abundance/max",13}");
        foreach (var row in rows)
        {
            var m = row.Measures;
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {row.Name,-62} {$"{row.Rows}x{row.Columns}",12} {m["entropy_rank_sv"],10:0.00} {m["entropy_rank_ev"],10:0.00} {m["stable_rank"],8:0.00} {m["participation_ratio"],9:0.00} {m["numerical_rank"],9:0.0} {m["information_abundance_ratio"],13:0.000}"));
        }
    }
}
