using RankElastor.Data.Files;
using RankElastor.Experiments.Studies;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Experiments.Studies;

/// <summary>Which experiments a plan compares on which data set, and what it refuses.</summary>
public sealed class StudyPlanTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public StudyPlanTests() => _folder.Write("models/model_config.yaml", """
        Base: {model: DNN}
        DNN_one: {model: DNN, dataset_id: one}
        DNN_two: {model: DNN, dataset_id: two}
        FM_one: {model: FM, dataset_id: one}
        FM_two: {model: FM, dataset_id: two}
        LR: {model: LR, dataset_id: two}
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_IsAllOfIt_APartForEachDataSet()
    {
        var plan = StudyPlan.Load(_folder["models"]);
        Assert.Equal((5, 2019, false, null, null), (
            plan.Seeds, plan.FirstSeed, plan.AllPairs, plan.Margin, plan.Baseline));
        Assert.Equal(["one: DNN_one FM_one", "two: DNN_two FM_two LR"], Text(plan));
    }

    [Fact]
    public void File_NamesModelsForEachDataSet()
    {
        var plan = Plan("""
            base_config: models
            experiments: [FM, LR, DNN]
            datasets: [two, one]
            seeds: 3
            seed: 7
            baseline: DNN
            pairs: all
            margin: 0.0005
            contrasts: {sum: 2 DNN - FM - LR}
            """);
        Assert.Equal((3, 7, true, 0.0005), (plan.Seeds, plan.FirstSeed, plan.AllPairs, plan.Margin));
        Assert.Equal(["two: FM_two LR DNN_two", "one: FM_one DNN_one"], Text(plan));
        Assert.Equal(["DNN_two", "DNN_one"], plan.Parts().Select(part => part.Baseline));
        Assert.Equal(
            ["2 DNN_two − FM_two − LR", "2 DNN_one − FM_one − LR"],
            plan.Parts().Select(part => part.Contrasts[0].Text(name => name)["sum: ".Length..]));
    }

    [Fact]
    public void WholeNames_BelongToTheirDataSetAlone() =>
        Assert.Equal(["one: FM_one", "two: LR"], Text(Plan("{base_config: models, experiments: [FM_one, LR]}")));

    [Fact]
    public void NothingThere_IsOneLine() => Assert.Contains(
        "gone.yaml: found no such file or folder; allowed: a configuration folder, or a study file",
        Assert.Throws<InputException>(() => StudyPlan.Load(_folder["gone.yaml"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("experiments: [DNM]", "experiments: found 'DNM'; allowed: DNN_one | FM_one | DNN_two")]
    [InlineData("experiments: [FM_one]\ndatasets: [two]", "experiments: found 'FM_one'")]
    [InlineData("datasets: [three]", "datasets: found 'three'; allowed: one | two")]
    [InlineData("experimens: [DNN]", "the key 'experimens'")]
    [InlineData("seeds: 1", "seeds")]
    [InlineData("margin: 0", "margin")]
    [InlineData("contrasts: {sum: DNN - FM - LR}", "contrasts: sum: found 'DNN - FM - LR'")]
    public void WrongFile_IsOneLine(string text, string expected) => Assert.Contains(
        expected,
        Assert.Throws<InputException>(() => Plan($"base_config: models\n{text}").Parts()).Message,
        StringComparison.Ordinal);

    StudyPlan Plan(string text)
    {
        _folder.Write("study.yaml", text);
        return StudyPlan.Load(_folder["study.yaml"]);
    }

    static List<string> Text(StudyPlan plan) =>
        [.. plan.Parts().Select(part => $"{part.Dataset}: {string.Join(' ', part.Experiments)}")];
}
