using System.Text.RegularExpressions;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Tests.Architecture;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Sources;
using RankElastor.Training.Records;

namespace RankElastor.Tests.DropIn;

/// <summary>
/// The shipped configurations of public data sets that are not at hand: against the parameter counts that were
/// published with their settings, and on generated rows of their form.
/// </summary>
[Collection("torch")]
public sealed class ShippedConfigurationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Datasets { get; } =
        ["kuaivideo_x1", "taobaoad_x1", "amazonelectronics_x1", "microvideo1.7m_x1", "kkbox_x1"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Folders below <c>experiments</c> with a configuration.</summary>
    public static TheoryData<string> Folders { get; } =
    [
        .. Directory.GetFiles(Experiments, "model_config.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Experiments, Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal),
    ];

    static string Experiments => Path.Combine(SourceTree.Root, "experiments");

    [Theory]
    [Trait("kind", "slow")]
    [MemberData(nameof(Folders))]
    public void EveryShippedExperiment_IsBuilt(string name)
    {
        var folder = Path.Combine(Experiments, name);
        List<Outcome> outcomes = [.. ExperimentConfig.Experiments(folder)
            .Select(id => Outcome.Of(id, name, () => Build(Experiment.Load(folder, id))))];
        Assert.True(outcomes.All(outcome => outcome.IsGood), Outcome.Table(outcomes));
    }

    static void Build(Experiment experiment)
    {
        experiment.Check();
        experiment.Model(experiment.Data.Outline, 1).Dispose();
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Experiments_AreBuilt_AndNoKeyIsInTheWay(string name)
    {
        var folder = Folder(name);
        foreach (var id in ExperimentConfig.Experiments(folder))
        {
            var experiment = Experiment.Load(folder, id);
            experiment.Check();
            Assert.Equal([], experiment.KeyWarnings);
            Assert.Equal([], experiment.Data.Warnings);
            Protocol? published = name == "kkbox_x1" ? null : Protocol.Bars;
            Assert.Equal(
                id.EndsWith("_clean", StringComparison.Ordinal) ? Protocol.Clean : published, experiment.Data.Protocol);
        }
    }

    /// <summary>
    /// Published totals, less the rows of the vocabularies that were published beside them times the embedding width.
    /// KKBox was published by a version without padding rows: by hand from widths, and the two totals differ alike.
    /// </summary>
    [Theory]
    [InlineData("kuaivideo_x1", "DNN", 42_242_561 - (64 * 642_408))]
    [InlineData("kuaivideo_x1", "DCNv2", 42_648_897 - (64 * 642_408))]
    [InlineData("kuaivideo_x1", "DIN", 43_032_835 - (64 * 642_408))]
    [InlineData("kuaivideo_x1", "DIEN", 43_034_627 - (64 * 642_408))]
    [InlineData("kuaivideo_x1", "DMIN", 44_479_237 - (64 * 642_408))]
    [InlineData("taobaoad_x1", "DNN", 41_934_977 - (32 * 1_295_075))]
    [InlineData("taobaoad_x1", "DCNv2", 43_576_577 - (32 * 1_295_075))]
    [InlineData("taobaoad_x1", "DIN", 42_263_682 - (32 * 1_295_075))]
    [InlineData("taobaoad_x1", "DIEN", 42_376_194 - (32 * 1_295_075))]
    [InlineData("taobaoad_x1", "DMIN", 42_347_786 - (32 * 1_295_075))]
    [InlineData("amazonelectronics_x1", "DNN", 5_006_721 - (64 * 63_806))]
    [InlineData("amazonelectronics_x1", "DCNv2", 5_138_561 - (64 * 63_806))]
    [InlineData("amazonelectronics_x1", "DIN", 5_403_522 - (64 * 63_806))]
    [InlineData("amazonelectronics_x1", "DIEN", 5_369_602 - (64 * 63_806))]
    [InlineData("amazonelectronics_x1", "DMIN", 8_107_401 - (64 * 63_806))]
    [InlineData("microvideo1.7m_x1", "DNN", 1_732_993 - (64 * 11_502))]
    [InlineData("microvideo1.7m_x1", "DCNv2", 2_041_473 - (64 * 11_502))]
    [InlineData("microvideo1.7m_x1", "DIN", 2_127_234 - (64 * 11_502))]
    [InlineData("microvideo1.7m_x1", "DIEN", 2_095_874 - (64 * 11_502))]
    [InlineData("microvideo1.7m_x1", "DMIN", 2_391_170 - (64 * 11_502))]
    [InlineData("kkbox_x1", "DNN", 16_476_617 - (128 * 92_247))]
    [InlineData("kkbox_x1", "DCN", 45_157_593 - (128 * 92_247))]
    public void DenseParameters_AreAsManyAsPublished(string name, string model, int published)
    {
        var experiment = Experiment.Load(Folder(name), $"{model}_{name}");
        using var built = experiment.Model(experiment.Data.Outline, 1);
        Assert.Equal(published, built.DenseParameters);
    }

    [Theory]
    [Trait("kind", "slow")]
    [MemberData(nameof(Datasets))]
    public void Experiments_TrainAnEpoch_OnGeneratedRows(string name)
    {
        WriteData(name);
        var config = Narrowed(name);
        var ids = ExperimentConfig.Experiments(config);
        List<Outcome> outcomes = [.. ids.Where(id => !id.EndsWith("_clean", StringComparison.Ordinal) || id[1] == 'N')
            .Select(id => Outcome.Of(id, name, () => Train(Experiment.Load(config, id, dataRoot: _folder["data"]))))];

        Assert.True(outcomes.All(outcome => outcome.IsGood), Outcome.Table(outcomes));
    }

    void Train(Experiment experiment)
    {
        using var run = (experiment with { Cache = _folder["cache"] }).With(epochs: 1, threads: 1)
            .Run(stop: SmallDataset.Stop);
        Assert.Contains("AUC", run.Test.Keys);
        Assert.All(run.Test.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(experiment.Data.Protocol == Protocol.Bars, run.Result.Selection!.OnTest);
        var train = ((ManifestRecord)run.Records[0]).Rows["train"];
        Assert.Equal(experiment.Data.Protocol == Protocol.Clean ? 48 : 96, train);
    }

    /// <summary>Rows of every file that the data set's section names, and its vectors.</summary>
    void WriteData(string name)
    {
        var section = YamlFile.Load(Path.Combine(Folder(name), "dataset_config.yaml")).Section(name)!;
        foreach (var split in (string[])["train", "valid", "test"])
        {
            var file = section.Text($"{split}_data")!;
            _folder.Write($"data/{file}", BarsRows.Csv(name, section, Path.GetFileNameWithoutExtension(file)));
        }

        foreach (var file in section.Sections("feature_cols").Select(field => field.Text("pretrained_emb"))
            .OfType<string>().Distinct())
        {
            NpzFile.Write(_folder[$"data/{file}"],
            [
                NpzFile.OfTexts("key", [.. Enumerable.Range(0, 12).Select(token => $"t{token}")]),
                NpzFile.Of("value", [12, 64], [.. Enumerable.Range(0, 12 * 64).Select(value => value % 7 / 7f)]),
            ]);
        }
    }

    /// <summary>A copy whose networks are narrower, so that an epoch takes seconds, and that holds half out.</summary>
    string Narrowed(string name)
    {
        foreach (var file in Directory.GetFiles(Folder(name)))
        {
            var text = File.ReadAllText(file).Replace("valid_size: 0.1", "valid_size: 0.5", StringComparison.Ordinal);
            text = Regex.Replace(text, @"\b(5000|1000|1024|512|256)\b(?=[,\]])", "16");
            _folder.Write($"config/{Path.GetFileName(file)}", text);
        }

        return _folder["config"];
    }

    static string Folder(string name) => Path.Combine(Experiments, "configs", name);
}
