namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class BrokenInputTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("valid", null, "valid.csv: found no such file")]
    [InlineData("train", "", "train.csv: found an empty file")]
    [InlineData("test", "", "test.csv: found an empty file")]
    [InlineData("train", "label,user,item,hour,price\n", "train.csv: found no rows; allowed: at least one row")]
    [InlineData("test", "label,user,item,hour,price\n", "test.csv: found no rows; allowed: at least one row")]
    [InlineData(
        "train",
        "label,user,itm,hour,price\n1,u1,i1,2,0.5\n",
        "train.csv: no column 'item'; columns: label, user, itm, hour, price; did you mean 'itm'?")]
    [InlineData("valid", "clicked,user,item,hour,price\n1,u1,i1,2,0.5\n", "valid.csv: no column 'label'")]
    [InlineData(
        "train", "label,user,item,hour,price\n1,u1,i1,2,0.5\n0,u1,i1\n", "train.csv:3: found 3 values; allowed: 5")]
    [InlineData("train", "label,user,item,hour,price\n1,u1,i1,2,0.5,7\n", "train.csv:2: found 6 values; allowed: 5")]
    [InlineData(
        "train",
        "label,user,item,hour,price\n1,u1,i1,2,cheap\n",
        "train.csv:2:price: found 'cheap'; allowed: a finite number")]
    [InlineData(
        "test",
        "label,user,item,hour,price\n1,u1,i1,2,0.5\n1,u1,i1,2,1e999\n",
        "test.csv:3:price: found '1e999'; allowed: a finite number")]
    [InlineData(
        "train", "label,user,item,hour,price\n2,u1,i1,2,0.5\n", "train.csv:2:label: found '2'; allowed: 0 or 1")]
    [InlineData("valid", "label,user,item,hour,price\n,u1,i1,2,0.5\n", "valid.csv:2:label: found ''; allowed: 0 or 1")]
    public void Data_IsOneLine_AndNothingIsLeft(string split, string? text, string named)
    {
        var file = _tiny.Folder[$"data/{split}.csv"];
        if (text is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, text);
        }

        Assert.Contains(named, _tiny.Run("LR").Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            named,
            CliResult.Of("prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache).Complaint(),
            StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Theory]
    [InlineData(
        "dataset", "min_categr_count", "min_categ_count",
        "tiny: unknown key 'min_categ_count'; did you mean 'min_categr_count'?")]
    [InlineData("dataset", "dtype: str", "dtipe: str", "unknown key 'dtipe'; did you mean 'dtype'?")]
    [InlineData(
        "dataset", "type: numeric", "type: number",
        "price: type: found 'number'; allowed: numeric | categorical | sequence | embedding | meta")]
    [InlineData("dataset", "data_format: csv", "data_format: cvs", "data_format: found 'cvs'; allowed: csv | parquet")]
    [InlineData("dataset", "    data_format: csv\n", "    data_format: [csv\n", "dataset_config.yaml:")]
    [InlineData("model", "learning_rate", "lerning_rate", "unknown key 'lerning_rate'; did you mean 'learning_rate'?")]
    [InlineData("model", "Token_num", "Token_nun", "unknown key 'Token_nun'; did you mean 'Token_num'?")]
    [InlineData(
        "model", "proj_param: {hidden_units", "proj_param: {hiden_units",
        "proj_param: unknown key 'hiden_units'; did you mean 'hidden_units'?")]
    [InlineData(
        "model", "interaction_mlp_params: {hidden_units", "interaction_mlp_params: {hiden_units",
        "interaction_mlp_params: unknown key 'hiden_units'; did you mean 'hidden_units'?")]
    [InlineData("model", "model: RankElastor", "model: RankElasto", "model: found 'RankElasto'; allowed: ")]
    [InlineData(
        "model", "Token_num: 4", "Token_num: 5",
        "model_config.yaml: RankElastor: The chunked tokenizer cannot cut F·E = 16 numbers into T = 5 tokens; " +
        "allowed: a divisor of 16")]
    [InlineData(
        "model", "Token_num: 4", "Token_num: 0", "model_config.yaml: RankElastor: Token_num: found 0; allowed: ")]
    [InlineData("model", "mixing_type: 999", "mixing_type: rotate", "mixing_type: found 'rotate'; allowed: ")]
    [InlineData(
        "model", "hidden_units: [6]", "hidden_units: [99999999999]",
        "hidden_units: found [99999999999]; allowed: one or more; each a whole number from 1 to 1048576")]
    [InlineData("model", "epochs: 2", "epochs: many", "epochs: found 'many'; allowed: a whole number")]
    [InlineData(
        "model", "learning_rate: 1.e-2", "learning_rate: 0", "learning_rate: found 0; allowed: a finite number > 0")]
    [InlineData(
        "model", "learning_rate: 1.e-2", "learning_rate: .inf",
        "learning_rate: found Infinity; allowed: a finite number > 0")]
    [InlineData("model", "['AUC', 'logloss']", "['AUC', 'gAUC']", "group_id: found nothing; allowed: ")]
    [InlineData(
        "model", "dataset_id: tiny", "dataset_id: tinny",
        "unknown data set 'tinny'; known: tiny; did you mean 'tiny'?")]
    public void Configuration_IsOneLine_BeforeDataIsPrepared(string file, string old, string text, string named)
    {
        _tiny.Edit($"config/{file}_config.yaml", old, text);
        var result = _tiny.Run("RankElastor");
        Assert.Contains(named, result.Complaint(), StringComparison.Ordinal);
        Assert.Single(result.ErrorLines);
        _tiny.AssertNothingLeft();
    }

    [Fact]
    public void BlockTranspose_NeedsTToDivideD()
    {
        _tiny.Edit("config/model_config.yaml", "Token_dim: 8\n    mixing_type: 2", "Token_dim: 9\n    mixing_type: 2");
        var complaint = _tiny.Run("RankMixer").Complaint();
        Assert.Contains(
            "model_config.yaml: RankMixer: Block transpose needs T | D: 4 tokens do not divide width 9",
            complaint,
            StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Fact]
    public void BatchNormalisation_CannotEndInABatchOfOne()
    {
        _tiny.Edit("config/model_config.yaml", "net_dropout: 0.1", "batch_norm: True");
        _tiny.Edit("config/model_config.yaml", "batch_size: 64", "batch_size: 299");
        Assert.Contains(
            "batch_size: found 299, which leaves a last batch of 1",
            _tiny.Run("DNN").Complaint(),
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_tiny.Out));
    }

    [Theory]
    [InlineData("--max-epochs", "0", "--max-epochs: found 0; allowed: a whole number >= 1")]
    [InlineData("--max-epochs", "-3", "--max-epochs: found -3; allowed: a whole number >= 1")]
    [InlineData("--seed", "-1", "--seed: found -1; allowed: a whole number >= 0")]
    public void Options_OutOfRange(string option, string value, string named)
    {
        var result = _tiny.Run("LR", option, value);
        Assert.Contains(named, result.Complaint(), StringComparison.Ordinal);
        Assert.Single(result.ErrorLines);
        _tiny.AssertNothingLeft();
    }

    [Fact]
    public void UnknownNames_ListThoseThatExist()
    {
        Assert.EndsWith(
            "unknown experiment 'RankElastr'; known: LR, DNN, RankElastor, RankMixer; did you mean 'RankElastor'?",
            _tiny.Run("RankElastr").Complaint(),
            StringComparison.Ordinal);
        var prepare = CliResult.Of("prepare", "--config", _tiny.Config, "--dataset", "frappe", "--cache", _tiny.Cache);
        Assert.EndsWith("unknown data set 'frappe'; known: tiny", prepare.Complaint(), StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Fact]
    public void UnknownKeys_FarFromAllKnown_AreWarnings()
    {
        _tiny.Edit("config/model_config.yaml", "LR: {model: LR}", "LR: {model: LR, colour: blue}");
        Assert.Contains("warning: ", Assert.Single(_tiny.Run("LR").Done().ErrorLines, line => line.Contains(
            "unknown key 'colour' is ignored", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
