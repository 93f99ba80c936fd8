using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Configuration;

public sealed class YamlFileTests
{
    [Theory]
    [InlineData("1.e-5", 1e-5)]
    [InlineData("1e-3", 1e-3)]
    [InlineData(".5", 0.5)]
    [InlineData("-1.5E+2", -150.0)]
    public void Parse_NumberOfYaml11_IsNumber(string text, double expected) =>
        Assert.Equal(expected, Assert.IsType<double>(Value(text)));

    [Theory]
    [InlineData("True", true)]
    [InlineData("false", false)]
    public void Parse_Truth_IsBool(string text, bool expected) => Assert.Equal(expected, Value(text));

    [Theory]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("~")]
    [InlineData("")]
    public void Parse_Nothing_IsNull(string text) => Assert.Null(Value(text));

    [Theory]
    [InlineData("'1'", "1")]
    [InlineData("\"null\"", "null")]
    [InlineData("^", "^")]
    [InlineData("yes", "yes")]
    [InlineData("(\"item_id\", \"item_emb\")", "(\"item_id\", \"item_emb\")")]
    [InlineData("1.2.3", "1.2.3")]
    public void Parse_QuotedOrOther_IsText(string text, string expected) => Assert.Equal(expected, Value(text));

    [Fact]
    public void Parse_WholeNumber_IsLong() => Assert.Equal(4096L, Value("4096"));

    [Fact]
    public void Parse_MergeKey_OwnKeysWin()
    {
        var root = YamlFile.Parse("f", "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n  z: 4\n").Section("b")!;
        Assert.Equal((1, 3, 4), (root.Whole("x", 0), root.Whole("y", 0), root.Whole("z", 0)));
    }

    [Fact]
    public void Parse_MergeList_EarlierMappingWins()
    {
        var root = YamlFile.Parse("f", "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc:\n  <<: [*a, *b]\n").Section("c")!;
        Assert.Equal((1, 2), (root.Whole("x", 0), root.Whole("y", 0)));
    }

    [Fact]
    public void Parse_AliasOfList_IsTheList() =>
        Assert.Equal([400, 300], YamlFile.Parse("f", "a: &u [400, 300]\nb: *u").Wholes("b", []));

    [Fact]
    public void Parse_DuplicateKey_TakesTheLast_AndSaysSo()
    {
        var root = YamlFile.Parse("my.yaml", "a: 1\nb: {x: 2, y: 0, x: [3]}\na: {c: 5}\na: 4\n");
        Assert.Equal(4, root.Whole("a", 0));
        Assert.Equal([3], root.Section("b")!.Wholes("x", []));
        Assert.Equal(
            [
                "my.yaml: 'a' is there twice; that of line 4 is taken, as in FuxiCTR",
                "my.yaml: b: 'x' is there twice; that of line 2 is taken, as in FuxiCTR",
            ],
            root.AllRemarks);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3")]
    [InlineData("a: *nowhere")]
    [InlineData("a:\n\t- 1")]
    public void Parse_WrongSyntax_NamesFileAndLine(string text)
    {
        var error = Assert.Throws<InputException>(() => YamlFile.Parse("my.yaml", text));
        Assert.Matches(@"^my\.yaml:\d+: [^\n]+$", error.Message);
    }

    static object? Value(string text) => YamlFile.Parse("f", $"key: {text}\n").Get("key");
}
