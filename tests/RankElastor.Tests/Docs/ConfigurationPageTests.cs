using System.Collections;
using System.Reflection;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Docs;

[Collection("torch")]
public sealed class ConfigurationPageTests
{
    static readonly HashSet<string> _documented =
        [
            .. ConfigurationPage.Sections.SelectMany(section => ConfigurationPage.All(section.Keys))
                .SelectMany(key => key.Names)];

    [Fact]
    public void Page_IsWhatTheTablesSay()
    {
        var path = Path.Combine(Root(), "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, ConfigurationPage.Write());
        }

        Assert.Equal(File.ReadAllText(path), ConfigurationPage.Write());
    }

    [Fact]
    public void EveryDeclaredKey_IsOnThePage()
    {
        Assembly[] assemblies = [typeof(Key).Assembly, typeof(RankingModel).Assembly, typeof(TrainingOptions).Assembly];
        var declared = assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(
                field => typeof(Key).IsAssignableFrom(field.FieldType)
                    || typeof(IEnumerable<Key>).IsAssignableFrom(field.FieldType))
            .SelectMany(
                field => field.GetValue(null) is Key key ? [key] : ((IEnumerable)field.GetValue(null)!).Cast<Key>())
            .ToList();
        Assert.True(declared.Count > 100, $"only {declared.Count} keys were found");
        Assert.All(declared, key => Assert.Contains(key.Name, _documented));
    }

    [Fact]
    public void NoTable_SaysAKeyTwice() => Assert.All(ConfigurationPage.Sections, section => Assert.All(
        ConfigurationPage.All(section.Keys).Select(key => key.Inner).Prepend(section.Keys),
        keys => Assert.Equal(keys.Count, keys.Select(key => key.Name).Distinct().Count())));

    [Fact]
    public void EveryExample_IsAllowed()
    {
        var keys = ConfigurationPage.Sections.SelectMany(section => ConfigurationPage.All(section.Keys)).ToList();
        var given = keys.Where(key => ConfigurationPage.ExampleOf(key).Length > 0).ToList();
        Assert.True(given.Count > 100, $"only {given.Count} of {keys.Count} keys have an example");
        foreach (var key in given)
        {
            var section = YamlFile.Parse(
                "example",
                $"type: sequence\n{key.Name}: {ConfigurationPage.ExampleOf(key)}\n".Replace(
                    "type: sequence\ntype:", "type:"));
            Assert.Null(Record.Exception(() => key.ReadFrom(section, key.Absent)));
        }
    }

    /// <summary>Whatever a model asks its section for is a key on the page.</summary>
    [Theory]
    [InlineData("""{"model": "RankElastor"}""")]
    [InlineData(
        """{"model": "RankElastor", "mixing_type": "low_rank", "interaction_mlp_params": """
            + """{"activation": "swiglu-mhc"}}""")]
    [InlineData(
        """{"model": "RankElastor", "mixing_type": "monarch", "interaction_mlp_params": {"activation": "relu","""
            + """ "hidden_units": [8], "experts": {"number": 2}}}""")]
    [InlineData("""{"model": "RankElastor", "mixing_type": "kronecker"}""")]
    [InlineData("""{"model": "RankElastor", "mixing_type": "random_permutation"}""")]
    [InlineData(
        """{"model": "RankElastor", "mixing_type": "learned_permutation", "proj_param": {"trans_type": "vector"}}""")]
    [InlineData("""{"model": "AutoInt", "embedding_sets": 2, "embedding_storage": "bf16"}""")]
    [InlineData("""{"model": "DCN"}""")]
    [InlineData("""{"model": "DCNv2", "model_structure": "stacked", "stacked_dnn_hidden_units": [8]}""")]
    [InlineData("""{"model": "DeepFM"}""")]
    [InlineData("""{"model": "FM"}""")]
    [InlineData("""{"model": "LR"}""")]
    [InlineData("""{"model": "xDeepFM"}""")]
    public void WhatAModelAsksFor_IsOnThePage(string json)
    {
        var section = SmallData.Config(json)
            .OverlaidBy(SmallData.Config("""{"Token_num": 4, "Token_dim": 8, "embedding_dim": 4}"""));
        using var model = ModelRegistry.BuiltIn.Create(section, SmallData.Schema, seed: 1);
        Assert.True(section.Asked.Count > 2);
        Assert.All(
            section.Nested.Append(section).SelectMany(inner => inner.Asked), key => Assert.Contains(key, _documented));
    }

    [Fact]
    public void WhatADataSetAsksFor_IsOnThePage()
    {
        var section = YamlFile.Parse(
            "d",
            "train_data: t.csv\nlabel_col: {name: label, dtype: float}\nfeature_cols: [{name: a, type: categorical, "
                + "dtype: str}]");
        DatasetOptionsReader.Read("d", section, "");
        Assert.All(
            section.Nested.Append(section).SelectMany(inner => inner.Asked), key => Assert.Contains(key, _documented));
        Assert.Contains(
            "'wide'",
            Assert.Throws<InputException>(
                () => DatasetOptionsReader.Read(
                    "d", YamlFile.Parse("d", "train_data: t.csv\nfeature_cols: []\nn_rows: wide"), "")).Message);
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "RankElastor.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException(
                "The tests run outside the repository.");
        }

        return folder;
    }
}
