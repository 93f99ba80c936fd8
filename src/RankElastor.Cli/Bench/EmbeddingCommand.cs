using System.CommandLine;
using RankElastor.Cli.Commands;
using RankElastor.Training.Native;
using RankElastor.Training.Optimisation;

namespace RankElastor.Cli.Bench;

static class EmbeddingCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10 };
        var tableRows = new Option<long>("--table-rows") { DefaultValueFactory = _ => 100_000 };
        var update = new Option<string>("--update") { DefaultValueFactory = _ => "exact" };
        var command = SharedOptions.With(new Command("embedding", "x"), [tableRows, update, seconds, .. shared.NativeSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var native = shared.Native(parsed);
            NativeTuning.Apply(native);
            var options = new OptimiserOptions { EmbeddingRegulariser = new(0, 1e-5), EmbeddingUpdate = Enum.Parse<EmbeddingUpdate>(parsed.GetValue(update)!, true) };
            foreach (var uniform in new[] { false, true })
            {
                Console.WriteLine($"{uniform} {EmbeddingBench.Run(parsed.GetValue(tableRows), uniform, options, native.Threads!.Value, parsed.GetValue(seconds))}");
            }
            return Application.Done;
        });
        return command;
    }
}
