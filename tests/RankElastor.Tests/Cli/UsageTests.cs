namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class UsageTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("study")]
    [InlineData("prepare")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("calibrate")]
    [InlineData("inspect")]
    [InlineData("gate")]
    [InlineData("report")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("bench", "gemm")]
    [InlineData("bench", "train")]
    [InlineData("bench", "epochs")]
    [InlineData("bench", "embedding")]
    [InlineData("bench", "spectrum")]
    [InlineData("lab")]
    public void Help_ShowsAnExample(params string[] verb)
    {
        var help = CliResult.Of([.. verb, "--help"]).Done();
        Assert.Contains($"Example: rankelastor {string.Join(' ', verb)} ", help.Output, StringComparison.Ordinal);
        Assert.Empty(help.Error);
    }

    [Fact]
    public void Help_OfAll_ListsTheVerbsThatWork()
    {
        var help = CliResult.Of("--help").Done().Output;
        var verbs = help.Split('\n').SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1)
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.Equal(
            [
                "demo", "run", "tune", "study", "prepare", "evaluate", "predict", "calibrate", "inspect", "gate",
                "report", "verify", "bench", "lab",
            ],
            verbs);
        Assert.Equal(help, CliResult.Of().Done().Output);
    }

    [Fact]
    public void Help_IsAVerbToo()
    {
        Assert.Equal(CliResult.Of("--help").Done().Output, CliResult.Of("help").Done().Output);
        Assert.Equal(CliResult.Of("run", "--help").Done().Output, CliResult.Of("help", "run").Done().Output);
        Assert.Equal(
            CliResult.Of("bench", "gemm", "--help").Done().Output, CliResult.Of("help", "bench", "gemm").Done().Output);
    }

    [Fact]
    public void OptionsBeforeTheVerb_AreTheVerbs()
    {
        Assert.True(CliResult.Of("--json", "lab", "list").Json.GetArrayLength() > 0);
        Assert.Contains("no-such-run", CliResult.Of("--data", "x.csv", "evaluate", "--run", "no-such-run").Complaint(),
            StringComparison.Ordinal);
        Assert.Contains("unrecognised '--jsn'", CliResult.Of("--jsn", "lab", "list").Complaint(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--config' '--expid'", "run")]
    [InlineData("'--run' '--data' '--out'", "predict")]
    [InlineData("'--run' '--baseline'", "gate")]
    public void AllMissingOptions_AreNamedAtOnce(string options, params string[] arguments)
    {
        var complaint = CliResult.Of(arguments).Complaint();
        Assert.All(options.Split(' '), option => Assert.Contains(option, complaint, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("as a whole number", "run", "--config", "c", "--expid", "e", "--threads", "many")]
    [InlineData("as a whole number", "inspect", "--run", "r", "--rows", "x")]
    [InlineData("as a number", "gate", "--run", "r", "--baseline", "b", "--min-auc-delta", "small")]
    public void TypesOfOptions_AreInWords(string words, params string[] arguments)
    {
        var complaint = CliResult.Of(arguments).Complaint();
        Assert.Contains(words, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("System", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("`", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unrecognised 'rn'; did you mean 'run'?", "rn")]
    [InlineData("unrecognised '--sed'; did you mean '--seed'?", "run", "--config", "c", "--expid", "e", "--sed", "1")]
    [InlineData("--config", "run", "--expid", "e")]
    [InlineData("c: found no dataset_config.yaml", "prepare", "--config", "c")]
    [InlineData("'abc'", "run", "--config", "c", "--expid", "e", "--seed", "abc")]
    [InlineData("'1.5'", "run", "--config", "c", "--expid", "e", "--max-epochs", "1.5")]
    [InlineData("--threads: found 0; allowed: 1 or more", "run", "--config", "c", "--expid", "e", "--threads", "0")]
    [InlineData("--threads: found -2; allowed: 1 or more", "bench", "gemm", "--threads", "-2")]
    [InlineData("--seconds: found 0; allowed", "bench", "gemm", "--seconds", "0")]
    [InlineData("--columns: found nothing; allowed", "bench", "spectrum", "--rows", "39")]
    [InlineData("--rows: found 0; allowed: 1 … 1024", "bench", "spectrum", "--rows", "0", "--columns", "20")]
    [InlineData("--batch: found 0; allowed", "bench", "train", "--batch", "0")]
    [InlineData("--table-rows: found 0; allowed", "bench", "train", "--table-rows", "0")]
    [InlineData("--table-rows: found 7; allowed", "bench", "embedding", "--table-rows", "7")]
    [InlineData(
        "embedding_storage: found 'fp8'; allowed: float32 | bf16 | int8", "bench", "embedding", "--storage", "fp8")]
    [InlineData("'DNNN'", "bench", "train", "--model", "DNNN")]
    [InlineData("'fast'", "bench", "train", "--update", "fast")]
    [InlineData("'report'", "report")]
    [InlineData(
        "no-such-config: found no model_config.yaml; allowed: a folder with", "run", "--config", "no-such-config",
        "--expid", "e")]
    [InlineData("no-such-run", "report", "no-such-run")]
    [InlineData("no-such-run", "inspect", "--run", "no-such-run")]
    [InlineData("no-such-run", "gate", "--run", "no-such-run", "--baseline", "no-such-run")]
    [InlineData("no-such-run", "evaluate", "--run", "no-such-run", "--data", "x.csv")]
    [InlineData("no-such-run", "predict", "--run", "no-such-run", "--data", "x.csv", "--out", "y.txt")]
    [InlineData("no-such-run", "calibrate", "--run", "no-such-run")]
    [InlineData("no-such-run", "calibrate", "--run", "no-such-run", "--method", "none")]
    [InlineData("--method: found 'beta'; allowed: none | platt | iso", "calibrate", "--run", "r", "--method", "beta")]
    [InlineData("no-such-cases", "verify", "no-such-cases")]
    [InlineData("--rows: found 3; allowed: 4 or more", "inspect", "--run", "r", "--data", "d", "--rows", "3")]
    [InlineData("--against: found no --data", "inspect", "--run", "r", "--against", "s")]
    [InlineData("--checkpoint: found no --config or no --expid", "inspect", "--checkpoint", "c")]
    [InlineData("inspect: found neither --run nor --checkpoint", "inspect")]
    [InlineData("inspect: found --run and --checkpoint", "inspect", "--run", "r", "--checkpoint", "c")]
    [InlineData("--seeds: found 0; allowed: 1 or more", "lab", "planted-collapse", "--seeds", "0", "--out", "lab-out")]
    [InlineData("an option or argument is empty", "run", "--config", "", "--expid", "e")]
    public void WrongUse_IsOneLineThatNamesIt(string named, params string[] arguments)
    {
        var result = CliResult.Of(arguments);
        Assert.Contains(named, result.Complaint(), StringComparison.Ordinal);
        Assert.Single(result.ErrorLines);
    }
}
