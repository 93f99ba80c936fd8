namespace RankElastor.Tests.Cli;

/// <summary>Sizes that no machine has are refused by the key, before anything is asked for or written.</summary>
[Collection("torch")]
public sealed class SizeTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("DNN", "embedding_dim: 4", "embedding_dim: 2000000000", "embedding_dim: found 2000000000; allowed: ")]
    [InlineData("DNN", "batch_size: 64", "batch_size: 2147483647", "batch_size: found 2147483647; allowed: ")]
    [InlineData("DNN", "hidden_units: [8], net", "hidden_units: [2000000000], net", "hidden_units: found [2000000000]")]
    [InlineData(
        "DNN", "hidden_units: [8], net", "hidden_units: [1000000, 1000000], net", " holds; make embedding_dim, ")]
    [InlineData("DNN", "1.e-2", ".inf", "learning_rate: found ")]
    [InlineData("DNN", "1.e-2", ".nan", "learning_rate: found ")]
    [InlineData("RankElastor", "Token_dim: 8", "Token_dim: 900000000", "Token_dim: found 900000000; allowed: ")]
    [InlineData("RankElastor", "Token_num: 4", "depth: 100000\n    Token_num: 4", "depth: found 100000; allowed: ")]
    public void Key_IsNamed_AndNothingIsLeft(string experiment, string old, string large, string named)
    {
        _tiny.Edit("config/model_config.yaml", old, large);
        Assert.Contains(named, _tiny.Run(experiment).Complaint(), StringComparison.Ordinal);
        _tiny.AssertNothingLeft();
    }

    [Fact]
    public void Threads_AreLimitedByTheMachine() => Assert.Contains(
        "--threads: found 99999; allowed: 1 or more, at most ",
        CliResult.Of("run", "--config", _tiny.Config, "--expid", "LR", "--threads", "99999").Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void Plan_IsTold_WhenARunBegins() => Assert.Contains(
        _tiny.Run("LR").Done().ErrorLines,
        line => line.StartsWith("Memory: at least ", StringComparison.Ordinal)
            && line.Contains("(tables ", StringComparison.Ordinal));
}
