using System.Text.RegularExpressions;

namespace RankElastor.Tests.Architecture;

/// <summary>Lines fit the editor, files fit a head, and lambda variables say what they hold.</summary>
public sealed partial class LineTests
{
    const int MostColumns = 120;
    const int MostLines = 300;

    static readonly string[] _folders = ["src", "tests", "bench", "samples"];

    static IEnumerable<SourceFile> Files => _folders.SelectMany(SourceTree.Read);

    [Fact]
    public void Lines_AreAtMost120Columns() => Assert.Empty(Files.SelectMany(LongLines));

    [Fact]
    public void Files_AreAtMost300Lines() => Assert.Empty(Files.Where(IsLong).Select(file => file.Path));

    [Fact]
    public void LambdaVariables_SayWhatTheyHold() => Assert.Empty(Files.SelectMany(VagueLambdas));

    [Fact]
    public void EachRule_FindsItsFault()
    {
        const string name = "one";
        var text = $"var x = {new string('1', 120)};\nall.Select({name} => {name});\n({name}, i) => {name};\n";
        var file = new SourceFile("src/A.cs", text);

        Assert.Equal(["src/A.cs:1"], LongLines(file));
        Assert.Equal(["src/A.cs:2", "src/A.cs:3"], VagueLambdas(file));
        Assert.False(IsLong(file));
        Assert.True(IsLong(file with { Text = string.Concat(Enumerable.Repeat("\n", 301)) }));
    }

    static IEnumerable<string> LongLines(SourceFile file) => Places(file, line => line.Length > MostColumns);

    static IEnumerable<string> VagueLambdas(SourceFile file) => Places(file, line => Vague().IsMatch(line));

    static bool IsLong(SourceFile file) => file.Text.AsSpan().Count('\n') > MostLines;

    static IEnumerable<string> Places(SourceFile file, Func<string, bool> isFault) =>
        file.Text.Split('\n').Index().Where(line => isFault(line.Item.TrimEnd('\r')))
            .Select(line => $"{file.Path}:{line.Index + 1}");

    [GeneratedRegex(@"\bone(?:, \w+)*\)?\s*=>")]
    private static partial Regex Vague();
}
