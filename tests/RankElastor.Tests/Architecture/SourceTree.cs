using System.Text.RegularExpressions;

namespace RankElastor.Tests.Architecture;

/// <summary>The C# files below <c>src</c> of this repository, as text.</summary>
static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file, its path relative to <see cref="Root"/> with forward slashes.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = Read("src");

    /// <summary>The files below a folder of the repository, build outputs left out.</summary>
    public static IReadOnlyList<SourceFile> Read(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(
                path => !path.Contains("/obj/", StringComparison.Ordinal)
                    && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))))];

    static string FindRoot()
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

/// <summary>One file: its namespace, the types at its top level, and the names that its code mentions.</summary>
sealed partial record SourceFile(string Path, string Text)
{
    readonly string _code =
        Strings().Replace(
            Comments().Replace(Text, " "),
            match => string.Join(' ', Holes().Matches(match.Value).Select(hole => hole.Value)));

    /// <summary>The folder, without the file's name.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The project: the second part of the path.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>The namespace, or empty.</summary>
    public string Namespace => NamespaceLine().Match(_code).Groups[1].Value;

    /// <summary>Namespaces that it uses.</summary>
    public IReadOnlySet<string> Usings =>
        UsingLines().Matches(_code).Select(match => match.Groups[1].Value).ToHashSet();

    /// <summary>Names of types that start at column 0.</summary>
    public IReadOnlyList<string> Types => [.. TypeLines().Matches(_code).Select(match => match.Groups[1].Value)];

    /// <summary>Every capitalised name in the code, comments and text left out.</summary>
    public IReadOnlySet<string> Names => Capitalised().Matches(_code).Select(match => match.Value).ToHashSet();

    /// <summary>Whether a type of that namespace needs no qualification here.</summary>
    public bool Sees(string name) =>
        Usings.Contains(name) || Namespace == name || Namespace.StartsWith(name + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\n])*\"", RegexOptions.Singleline)]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Holes();

    [GeneratedRegex(@"^namespace\s+([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using\s+(?:static\s+)?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLines();

    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|struct|interface|enum|record|delegate(?: [\w<>?]+)?)\s+"
            + @"(?:struct\s+|class\s+)?([A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex TypeLines();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Capitalised();
}
