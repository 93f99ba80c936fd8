using System.Runtime.InteropServices;
using RankElastor.Model.Interchange;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Model;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class InspectTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Inspect_OfAPlantedRankOneTable_FindsIt_AndSaysThatTrainingDidIt()
    {
        var run = Trained();
        Plant(run, "user", (row, column, _) => (row + 1) * (column - 1.5f));
        Plant(run, "item", (_, _, random) => (float)random.NextNormal());
        var inspection = CliResult.Of("inspect", "--run", run, "--data", _tiny.Folder["data/test.csv"], "--json").Json;
        var found = inspection.GetProperty("findings").EnumerateArray().Where(finding =>
            finding.GetProperty("rule").GetString() == "flat-table").ToList();
        var user = Assert.Single(found, finding => finding.GetProperty("subject").GetString() == "user");
        Assert.Equal("warning", user.GetProperty("severity").GetString());
        Assert.Equal(1, user.GetProperty("value").GetDouble(), 1e-3);
        Assert.DoesNotContain(found, finding => finding.GetProperty("subject").GetString() == "item");
        Assert.Equal(2, user.GetProperty("limit").GetDouble());
        Assert.Equal("broken", inspection.GetProperty("verdict").GetProperty("state").GetString());
        string[] fields =
        [
            "epoch", "step", "rule", "state", "severity", "subject", "measure", "value", "limit", "cause", "text",
            "remedies", "action", "valid_loss",
        ];
        Assert.Equal(fields, user.EnumerateObject().Select(field => field.Name)); // those of an alarm in the log

        var text = CliResult.Of("inspect", "--run", run).Done().Output;
        Assert.Contains("RankElastor in ", text.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("logloss", text.Split('\n')[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "broken: tensors without directions: flat-table at user", text.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("The embeddings of field user have one direction exactly", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_JudgesByTheRulesOfTheRun()
    {
        _tiny.Edit(
            "config/model_config.yaml",
            "monitor: AUC",
            "monitor: AUC\n    alarms: [{rule: collapsed-table, limit: 3.9}, {rule: under-baseline, off: True}]");
        var run = Trained();
        var found = CliResult.Of("inspect", "--run", run, "--json").Json.GetProperty("findings").EnumerateArray()
            .ToLookup(alarm => alarm.GetProperty("rule").GetString(), alarm => alarm.GetProperty("limit").GetDouble());
        Assert.NotEmpty(found["collapsed-table"]);
        Assert.All(found["collapsed-table"], limit => Assert.Equal(3.9, limit));
        Assert.Empty(found["under-baseline"]);
    }

    [Fact]
    public void Inspect_WithData_HasEveryPartOfThePage()
    {
        var run = Trained();
        var inspection = CliResult.Of(
            "inspect", "--run", run, "--data", _tiny.Folder["data/train.csv"], "--against", run, "--json").Json;
        Assert.Equal(
            [
                "subject", "model", "sample", "logloss", "verdict", "findings", "sites", "batches", "tokens", "gates",
                "attention", "weights", "tables", "geometry", "consecutive", "against", "neurons",
                "noise_scale",
            ],
            inspection.EnumerateObject().Select(property => property.Name));
        Assert.Equal(300, inspection.GetProperty("sample").GetInt32());
        Assert.Equal(5, inspection.GetProperty("sites").GetArrayLength());
        string[] full = ["batches", "gates", "weights", "tables", "geometry", "consecutive", "against", "neurons"];
        Assert.All(full, part => Assert.True(inspection.GetProperty(part).GetArrayLength() > 0, part));
        Assert.All(
            inspection.GetProperty("against").EnumerateArray(),
            pair => Assert.Equal(1, pair.GetProperty("measures").GetProperty("cka").GetDouble(), 1e-9));
        var embedding = inspection.GetProperty("geometry").EnumerateArray().Single(element =>
            element.GetProperty("name").GetString() == "embedding");
        Assert.InRange(embedding.GetProperty("measures").GetProperty("vci").GetDouble(), 0, 1);
        var weight = inspection.GetProperty("weights")[0];
        Assert.DoesNotContain(
            inspection.GetProperty("weights").EnumerateArray(),
            element => element.GetProperty("name").GetString()!.EndsWith(".bias", StringComparison.Ordinal));
        Assert.Contains(
            "eigenvalues, fewer than 50",
            weight.GetProperty("refused").GetProperty("tail_alpha").GetString(),
            StringComparison.Ordinal);
        var table = inspection.GetProperty("tables").EnumerateArray().Single(element =>
            element.GetProperty("name").GetString()!.Contains("user", StringComparison.Ordinal));
        Assert.Equal(4, table.GetProperty("measures").GetProperty("attainable_rank").GetInt32());
        var shares = inspection.GetProperty("neurons")[0].GetProperty("measures");
        Assert.Equal(1, new[] { "enrichment_share", "depletion_share", "proportional_share", "unrelated_share" }.Sum(
            share => shares.GetProperty(share).GetDouble()), 1e-9);
        var page = _tiny.Folder["health.html"];
        var text = CliResult.Of(
            "inspect", "--run", run, "--data", _tiny.Folder["data/train.csv"], "--against", run, "--html",
            page).Done().Output;
        Assert.All(
            [text, File.ReadAllText(page)],
            form => Assert.Contains("Beside the other run, same rows", form, StringComparison.Ordinal));
        Assert.DoesNotContain("http", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Inspect_OfAReferenceCheckpoint_SeesWhatTheRunSees(bool torch)
    {
        var run = Trained();
        var file = _tiny.Folder["reference.model"];
        var weights = Path.Combine(run, "model.safetensors");
        if (torch)
        {
            TorchSave.Write(file, Safetensors.Read(weights).Tensors);
        }
        else
        {
            File.Copy(weights, file);
        }

        var ours = CliResult.Of("inspect", "--run", run, "--data", _tiny.Folder["data/valid.csv"], "--json").Json;
        var theirs = CliResult.Of([.. Checkpoint(file), "--json"]).Json;
        Assert.Equal(ours.GetProperty("logloss").GetDouble(), theirs.GetProperty("logloss").GetDouble(), 1e-12);
        Assert.Equal(ours.GetProperty("sites").GetRawText(), theirs.GetProperty("sites").GetRawText());
        Assert.Equal(ours.GetProperty("tables").GetRawText(), theirs.GetProperty("tables").GetRawText());
        Assert.Contains(
            $"RankElastor in {file}: logloss ",
            CliResult.Of([.. Checkpoint(file), "--data", _tiny.Folder["data/test.csv"]]).Done().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OfACheckpointOfAnotherVocabulary_NamesTheTableAndBothShapes()
    {
        var run = Trained();
        var file = _tiny.Folder["reference.model"];
        TorchSave.Write(file, Safetensors.Read(Path.Combine(run, "model.safetensors")).Tensors);
        _tiny.Edit("config/dataset_config.yaml", "min_categr_count: 1", "min_categr_count: 100");
        var complaint = CliResult.Of(Checkpoint(file)).Complaint();
        Assert.Contains($"{file}: does not fit the model: other shape: ", complaint, StringComparison.Ordinal);
        Assert.Contains("embedding_layers.user.weight [14, 4] for [2, 4]", complaint, StringComparison.Ordinal);
        Assert.Contains(
            "no-such-file: found no such file; allowed: a checkpoint",
            CliResult.Of(Checkpoint("no-such-file")).Complaint(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect: found neither --run nor --checkpoint; allowed: one of them")]
    [InlineData("inspect: found --run and --checkpoint; allowed: one of them", "--run", "a", "--checkpoint", "b")]
    [InlineData(
        "--checkpoint: found no --config or no --expid; allowed: both beside it", "--checkpoint", "b", "--config", "c")]
    [InlineData("--against: found no --data; allowed: a labelled file", "--run", "a", "--against", "b")]
    [InlineData("--rows: found 3; allowed: 4 or more", "--run", "a", "--rows", "3")]
    public void Inspect_WithOptionsThatDoNotGoTogether_IsOneLine(string named, params string[] arguments) =>
        Assert.Contains(named, CliResult.Of(["inspect", .. arguments]).Complaint(), StringComparison.Ordinal);

    string[] Checkpoint(string file) =>
        ["inspect", "--checkpoint", file, "--config", _tiny.Config, "--expid", "RankElastor", "--cache", _tiny.Cache];

    string Trained()
    {
        _tiny.Run("RankElastor").Done();
        return _tiny.RunFolder("RankElastor");
    }

    /// <summary>Replaces a field's table in a run's weights.</summary>
    static void Plant(string run, string field, Func<int, int, SeededRandom, float> value)
    {
        var path = Path.Combine(run, "model.safetensors");
        var file = Safetensors.Read(path);
        var tensors = file.Tensors.ToList();
        var place = tensors.FindIndex(tensor => tensor.Name.EndsWith($".{field}.weight", StringComparison.Ordinal));
        var (rows, columns) = ((int)tensors[place].Shape[0], (int)tensors[place].Shape[1]);
        var random = new SeededRandom(5);
        var values = new float[rows * columns];
        for (var i = columns; i < values.Length; i++)
        {
            values[i] = value(i / columns, i % columns, random);
        }

        tensors[place] = tensors[place] with { Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };
        Safetensors.Write(path, file with { Tensors = tensors });
    }
}
