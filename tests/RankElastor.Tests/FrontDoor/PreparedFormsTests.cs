using RankElastor.Data.Files;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Sources;
using RankElastor.Training.Evaluation;
using RankElastor.Training.State;

namespace RankElastor.Tests.FrontDoor;

[Collection("torch")]
public sealed class PreparedFormsTests : IDisposable
{
    readonly PreparedForms _forms = new();

    public void Dispose() => _forms.Dispose();

    public static TheoryData<string> Names => ["parquet", "blocks", "npz", "bare", "ids"];

    [Theory]
    [MemberData(nameof(Names))]
    public void SameRows_GiveTheSameBytesAsCsv(string form)
    {
        using var raw = _forms.Prepare("raw");
        using var prepared = _forms.Prepare(form);
        Assert.Equal(raw.Schema.Fields, prepared.Schema.Fields);
        Assert.Empty(prepared.Warnings);
        string[] files =
        [
            .. ((string[])["*.i32", "*.f32", "*.i64"])
                .SelectMany(kind => Directory.GetFiles(raw.Folder, kind, SearchOption.AllDirectories)),
        ];
        Assert.Equal(3 * 7, files.Length); // a sequence has two
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file),
            File.ReadAllBytes(Path.Combine(prepared.Folder, Path.GetRelativePath(raw.Folder, file)))));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void SameRows_GiveTheSameWeightsAsCsv()
    {
        var raw = Weights("raw");
        Assert.Equal(raw, Weights("npz"));
        Assert.Equal(raw, Weights("blocks"));

        byte[] Weights(string form)
        {
            var output = _forms.Folder[$"runs-{form}"];
            using var run = _forms.Experiment(form).With(output: output, threads: 1).Run(stop: SmallDataset.Stop);
            Assert.InRange(run.Test["gAUC"], 0, 1);
            var file = File.ReadAllBytes(Path.Combine(output, "DNN_seed3", "model.safetensors"));
            return file[(8 + BitConverter.ToInt32(file))..]; // behind the header, which names the data's hash
        }
    }

    /// <summary>A categorical column groups as a meta column with the same values does.</summary>
    [Fact]
    public void GroupId_MayNameACategoricalColumn()
    {
        var experiment = _forms.Experiment("raw");
        using var run = experiment.With(threads: 1).Run(stop: SmallDataset.Stop);
        var (user, test) = (run.Ranker.Model.Schema.Fields[0], _forms.Folder["raw/test.csv"]);
        var scores = new List<float>();
        run.Ranker.Predict(test, some => scores.AddRange(some));
        string[][] rows = [.. File.ReadAllLines(test).Skip(1).Select(line => line.Split(','))];
        var groups = rows.Zip(scores).GroupBy(row => row.First[1])
            .Select(group => group.Select(row => (Label: row.First[0] == "1", Score: row.Second)).ToList())
            .Where(group => group.Exists(row => row.Label) && group.Exists(row => !row.Label)).ToList();
        var expected = groups.Sum(group => group.Count * Auc(group)) / groups.Sum(group => group.Count);

        var evaluator = new Evaluator(run.Ranker.Model, [Metric.GroupedAuc], user.Name);
        using var data = experiment.Prepare();

        Assert.Equal(expected, evaluator.Evaluate(new StoreBatches(data.Test!, 50, 1, shuffle: false))["gAUC"], 1e-9);

        static double Auc(List<(bool Label, float Score)> rows) => (
            from click in rows
            where click.Label
            from other in rows
            where !other.Label
            select click.Score > other.Score ? 1 : click.Score < other.Score ? 0 : 0.5).Average();
    }

    [Fact]
    public void FeatureMap_OfPreparedData_IsTheOneItWasReadFrom()
    {
        using var data = _forms.Prepare("npz");
        Assert.Equal(
            File.ReadAllText(_forms.Folder[$"data/{PreparedForms.Id}/feature_map.json"]),
            File.ReadAllText(Path.Combine(data.Folder, "feature_map.json")));
    }

    [Fact]
    public void IdBeyondTheTable_NamesFileRowAndColumn()
    {
        var part = _forms.Folder[$"data/{PreparedForms.Id}/bad/train/b.npz"];
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.Copy(_forms.Folder[$"data/{PreparedForms.Id}/train.npz"], part.Replace("b.npz", "a.npz"));
        NpzFile.Write(part,
        [
            .. ((string[])["item", "price", "g", "click"]).Select(name => NpzFile.Of(name, [2], (int[])[1, 1])),
            NpzFile.Of("hist", [2, 3], new int[6]), NpzFile.Of("user", [2], (int[])[3, 99]),
        ]);
        _forms.Configure("bad", "npz", "../data/small/bad/train");

        var error = Assert.Throws<InputException>(() => _forms.Prepare("bad"));

        Assert.Equal($"{part}:2:user: found '99'; allowed: an id from 0 to 12", error.Message);
    }

    [Theory]
    [InlineData("\"dataset_id\": \"small\"", "\"dataset_id\": \"other\"", "dataset_id: found 'other'; allowed: 'small")]
    [InlineData("\"features\"", "\"feature_specs\"", "features: found nothing; allowed: the fields, a list")]
    [InlineData("\"type\": \"numeric\"", "\"type\": \"number\"", "price: type: found 'number'; allowed: numeric")]
    [InlineData("\"vocab_size\": 13", "\"vocab_size\": \"many\"", "user: vocab_size: found 'many'; allowed: a whole")]
    [InlineData("\"padding_idx\": 0", "\"padding_idx\": 12", "user: padding_idx: found 12; allowed: 0")]
    public void WrongMap_IsOneLine(string there, string instead, string message)
    {
        var map = _forms.Folder[$"data/{PreparedForms.Id}/feature_map.json"];
        var text = File.ReadAllText(map);
        Assert.Contains(there, text, StringComparison.Ordinal);
        File.WriteAllText(map, text.Replace(there, instead, StringComparison.Ordinal));

        var error = Assert.Throws<InputException>(() => _forms.Prepare("npz"));

        Assert.StartsWith(map, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void DamagedMap_IsOneLine_AndNobodyIsToldToDeleteTheData()
    {
        var map = _forms.Folder[$"data/{PreparedForms.Id}/feature_map.json"];
        File.WriteAllText(map, File.ReadAllText(map)[..40]);

        var error = Assert.Throws<InputException>(() => _forms.Prepare("npz"));

        Assert.StartsWith(map, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; allowed: a JSON object as FuxiCTR writes it", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("delete", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoMap_SaysWhereItWasLookedFor()
    {
        File.Delete(_forms.Folder[$"data/{PreparedForms.Id}/feature_map.json"]);

        var error = Assert.Throws<InputException>(() => _forms.Prepare("npz"));

        Assert.EndsWith(
            $"small: feature_cols: found nothing, and no {_forms.Folder["data/small/feature_map.json"]}; "
            + "allowed: the fields of the files, or the feature_map.json of prepared data",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_SeenFromTheFolderOfTheStart_AreFound()
    {
        var start = Path.GetRelativePath(Directory.GetCurrentDirectory(), _forms.Folder["data"]);
        var deep = start.Replace("..", "d", StringComparison.Ordinal); // else both ways may lead to the same file
        _forms.Configure($"start/{deep}", "npz", $"{start}/small/{{0}}.npz");
        var config = _forms.Folder[$"config-start/{deep}"];
        var file = Path.Combine(config, "dataset_config.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(
            "data_root: ../data/", $"data_root: {start}", StringComparison.Ordinal));

        using (var data = _forms.Prepare($"start/{deep}"))
        {
            Assert.Equal(120, data.Train.Rows);
        }

        File.Delete(_forms.Folder["data/small/train.npz"]);
        var error = Assert.Throws<InputException>(() => _forms.Prepare($"start/{deep}"));
        Assert.StartsWith(
            Path.GetFullPath(Path.Combine(config, start, "small/train.npz"))
            + $": found no such file or folder, nor {_forms.Folder["data/small/train.npz"]}; allowed: ",
            error.Message, StringComparison.Ordinal);
    }
}
