using System.Globalization;
using System.Text;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Cli;
using RankElastor.Tests.Data;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.State;

namespace RankElastor.Tests.FrontDoor;

/// <summary>
/// Every model of the zoo in a whole run: stopped in the middle and continued it ends in the bytes of the run that
/// nobody stopped, it has ranks at every site, and inspect reads what it left.
/// </summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class ZooRunTests : IDisposable
{
    const int StopAfter = 7;

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Configurations => [.. ZooCase.All.Select(model => model.Json)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Run_StoppedAndContinued_EndsInTheSameBytes_AndIsInspected(string json)
    {
        using var whole = Make(json, "whole").Run(stop: TestContext.Current.CancellationToken);
        Assert.Equal(
            whole.Ranker.Model.TokenSites.Select(site => site.Name).Order(StringComparer.Ordinal),
            whole.Rank.Keys.Order(StringComparer.Ordinal));
        Assert.All(whole.Rank.Values, rank => Assert.True(rank["entropy_rank_sv"] >= 1 - 1e-6));

        var parted = Make(json, "parted");
        using var stop = new CancellationTokenSource();
        Assert.Throws<RunInterruptedException>(() => parted.Run(new Stopper(stop), stop.Token));
        using var rest = parted.Resume(stop: TestContext.Current.CancellationToken);
        Assert.Equal(Weights("whole"), Weights("parted"));
        Assert.Equal(whole.Test, rest.Test);

        var inspected = CliResult.Of("inspect", "--run", Run("whole"));
        Assert.True(inspected.Code == 0, inspected.Error);
        Assert.Contains("embedding", inspected.Output, StringComparison.Ordinal);
    }

    byte[] Weights(string name) => File.ReadAllBytes(Path.Combine(Run(name), "model.safetensors"));

    string Run(string name) => Path.Combine(_folder[name], "zoo_seed3");

    Experiment Make(string json, string name) => Experiment.Load(Config(json), "zoo") with
    {
        Out = _folder[name],
        Cache = _folder["cache"],
        Machine = new() { Threads = 1 },
    };

    /// <summary>A folder of configuration with this model.</summary>
    string Config(string json)
    {
        var (schema, labels) = (SmallData.SchemaOf(json), SmallData.SchemaOf(json).Labels);
        foreach (var (split, count) in (ReadOnlySpan<(string, int)>)[("train", 200), ("valid", 80), ("test", 80)])
        {
            _folder.Write($"data/{split}.csv", Rows(count, split, schema));
        }

        var fields = schema.Fields.Select(field => $"{{name: {field.Name}, active: True, "
            + $"dtype: {(field.Kind == FieldKind.Sequence ? "str" : "float")}, source: {field.Source}, "
            + (field.ShareEmbedding is { } owner ? $"share_embedding: {owner}, feature_encoder: null, " : "")
            + (field.Kind == FieldKind.Sequence ? $"splitter: ^, max_len: {field.MaxLength}, " : "")
            + $"type: {field.Kind.ToString().ToLowerInvariant()}}}");
        _folder.Write("config/dataset_config.yaml", $$"""
            small:
              data_root: {{_folder["data"]}}
              data_format: csv
              train_data: train.csv
              valid_data: valid.csv
              test_data: test.csv
              label_col: [{{string.Join(", ", labels.Select(label => $"{{name: {label}, dtype: float}}"))}}]
              feature_cols: [{{string.Join(", ", fields)}}]
            """);
        _folder.Write("config/model_config.yaml", $$"""
            Base: {dataset_id: small, batch_size: 40, epochs: 2, seed: 3, learning_rate: 0.01, probe_sample: 16,
              checkpoint_steps: 3}
            zoo: {{json.ReplaceLineEndings(" ")}}
            """);
        return _folder["config"];
    }

    static string Rows(int count, string split, Schema schema)
    {
        var random = new SeededRandom(7).Fork(split);
        var text = new StringBuilder(string.Join(',', schema.Labels.Concat(schema.Fields.Select(field => field.Name))));
        for (var row = 0; row < count; row++)
        {
            var values = schema.Fields.Select(field => (field.Kind, Text: Value(field))).ToList();
            var first = int.Parse(
                values.Find(value => value.Kind == FieldKind.Categorical).Text, CultureInfo.InvariantCulture);
            text.Append('\n')
                .AppendJoin(',', schema.Labels.Select(_ => first % 3 == 0 || random.NextInt(5) == 0 ? 1 : 0))
                .Append(',').AppendJoin(',', values.Select(value => value.Text));
        }

        return text.Append('\n').ToString();

        string Value(Field field) => field.Kind switch
        {
            FieldKind.Numeric => random.NextNormal().ToString("F4", CultureInfo.InvariantCulture),
            FieldKind.Sequence =>
                string.Join('^', Enumerable.Range(0, random.NextInt(field.MaxLength + 1)).Select(_ => Id())),
            _ => $"{Id()}",
        };

        int Id() => random.NextInt(20);
    }

    /// <summary>Asks to stop behind a step.</summary>
    sealed class Stopper(CancellationTokenSource stop) : ITrainingProgress
    {
        int _steps;

        public void Note(string line) { }

        public void Advance(in StepProgress progress)
        {
            if (++_steps == StopAfter)
            {
                stop.Cancel();
            }
        }
    }
}
