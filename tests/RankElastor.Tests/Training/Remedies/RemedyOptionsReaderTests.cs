using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;

namespace RankElastor.Tests.Training.Remedies;

public sealed class RemedyOptionsReaderTests
{
    const string Names =
        "vicreg_variance | vicreg_covariance | von_neumann_entropy | singular_value_variance | uniformity | "
            + "field_decorrelation | token_orthogonality | weight_orthogonality";

    [Fact]
    public void Read_Remedies_AreInTheOptionsAndTheirDescription()
    {
        var options = Read(
            "{name: vicreg_variance, site: block*/ffn, weight: 0.1, rows: all}, {name: von_neumann_entropy, start: "
                + "alarm}");
        Assert.Equal(
            [("vicreg_variance", "block*/ffn", 0.1, 0, false), ("von_neumann_entropy", null, 0.01, 512, true)],
            options.Remedies
                .Select(remedy => (remedy.Name, remedy.Site, remedy.Weight, remedy.Rows, remedy.IsDormant)));
        Assert.Equal(
            "vicreg_variance(site: block*/ffn, weight: 0.1, rows: all, start: training), von_neumann_entropy(site: "
                + "all, weight: 0.01, rows: 512, start: alarm)",
            options.Describe()["remedies"]);
    }

    [Theory]
    [InlineData(
        "{name: von_neuman_entropy}",
        $"name: found 'von_neuman_entropy'; allowed: {Names}; did you mean 'von_neumann_entropy'?")]
    [InlineData(
        "{name: multi_embedding}",
        $"name: found 'multi_embedding'; allowed: {Names}; multi_embedding is a key of the model: embedding_sets: 4")]
    [InlineData("{site: tokens}", $"name: found nothing; allowed: {Names}")]
    [InlineData("{name: uniformity, weight: 0}", "weight: found 0; allowed: a number > 0 and <= 1000")]
    [InlineData("{name: uniformity, weight: -0.5}", "weight: found -0.5; allowed: a number > 0 and <= 1000")]
    [InlineData("{name: uniformity, weight: .nan}", "weight: found NaN; allowed: a number > 0 and <= 1000")]
    [InlineData("{name: uniformity, rows: 1}", "rows: found 1; allowed: all | a whole number >= 2")]
    [InlineData("{name: uniformity, start: soon}", "start: found 'soon'; allowed: training | alarm")]
    public void Read_AWrongValue_IsOneLine(string remedy, string expected) =>
        Assert.Equal(
            $"model_config.yaml: remedies: {expected}", Assert.Throws<InputException>(() => Read(remedy)).Message);

    [Fact]
    public void Read_NoList_IsOneLine() => Assert.Equal(
        "model_config.yaml: remedies: found 'uniformity'; allowed: a list of mappings",
        Assert.Throws<InputException>(
            () => TrainingOptionsReader.Read(YamlFile.Parse("model_config.yaml", "remedies: uniformity"))).Message);

    [Theory]
    [InlineData("mean direction dominating", "vicreg_variance")]
    [InlineData("contraction by block1/ffn", "von_neumann_entropy")]
    [InlineData("low-cardinality field", "multi_embedding")]
    [InlineData("dead gates", "gate")]
    public void Catalogue_AnswersTheCausesOfAlarms(string cause, string remedy) =>
        Assert.Contains(remedy, RemedyCatalogue.Against(Cause.Parse(cause)).Select(found => found.Name));

    static TrainingOptions Read(string remedies) =>
        TrainingOptionsReader.Read(YamlFile.Parse("model_config.yaml", $"remedies: [{remedies}]"));
}
