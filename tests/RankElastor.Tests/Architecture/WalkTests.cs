using System.Text.RegularExpressions;

namespace RankElastor.Tests.Architecture;

/// <summary>The walks of docs/architecture.md: their files exist, and their lengths are as the page says.</summary>
public sealed partial class WalkTests
{
    static readonly string _page =
        File.ReadAllText(Path.Combine(SourceTree.Root, "docs/architecture.md")).ReplaceLineEndings("\n");
    static readonly HashSet<string> _paths = [.. SourceTree.Files.Select(file => file.Path)];

    [Theory]
    [InlineData("**A row**")]
    [InlineData("**A probe reading**")]
    public void Walk_IsAsLongAsThePageSays_AndEveryFileIsThere(string start)
    {
        var text = _page[_page.IndexOf(start, StringComparison.Ordinal)..];
        var visits = text.Split('\n').SkipWhile(line => line.Length > 0).Skip(1).TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':'))
            .Select(
                parts => (Folder: parts[0].Trim(), Files: parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        var files = visits.SelectMany(visit => visit.Files.Select(file => PathOf(visit.Folder, file))).ToList();
        Assert.Empty(files.Except(_paths));
        Assert.Empty(files.GroupBy(file => file).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(visits.Zip(visits.Skip(1)), pair => Assert.NotEqual(pair.First.Folder, pair.Second.Folder));
        var folders = visits.Select(visit => visit.Folder).Distinct().Count();
        var counted = $"{files.Count} files, {folders} folders, {visits.Count - 1} changes of folder, "
            + $"{visits.Count - folders} returns";
        Assert.Equal(counted, Counts().Match(text).Value);
    }

    static string PathOf(string folder, string file)
    {
        var parts = folder.Split('/', 2);
        var project = parts[0] == "RankElastor" ? "RankElastor" : $"RankElastor.{parts[0]}";
        return string.Join('/', [$"src/{project}", .. parts.Skip(1), $"{file}.cs"]);
    }

    [GeneratedRegex(@"\d+ files, \d+ folders, \d+ changes of folder, \d+ returns")]
    private static partial Regex Counts();
}
