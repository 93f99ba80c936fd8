namespace RankElastor.Tests.Architecture;

/// <summary>Folders of one project never import each other in a circle, and a namespace is its folder.</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Projects => [.. SourceTree.Files.Select(file => file.Project).Distinct()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCircle(string project)
    {
        var imports = Imports([.. SourceTree.Files.Where(file => file.Project == project)]);

        Assert.Empty(Circles(imports));
    }

    [Fact]
    public void Namespace_IsTheFolder()
    {
        var wrong = SourceTree.Files
            .Where(
                file => file.Namespace.Length > 0 && file.Namespace != file.Folder["src/".Length..].Replace('/', '.'));

        Assert.Empty(wrong.Select(file => $"{file.Path}: {file.Namespace}"));
    }

    [Fact]
    public void Circles_AreFound()
    {
        SourceFile[] files =
        [
            new("src/P/A/First.cs", "using P.B;\nnamespace P.A;\nclass First { Second? next; }\n"),
            new("src/P/B/Second.cs", "using P.C;\nnamespace P.B;\nclass Second { Third? next; }\n"),
            new("src/P/C/Third.cs", "using P.A;\nnamespace P.C;\nclass Third { First? next; }\n"),
            new("src/P/D/Fourth.cs", "using P.A;\nnamespace P.D;\nclass Fourth { First? next; } // Fifth\n"),
            new(
                "src/P/E/Fifth.cs",
                "using P.D;\nnamespace P.E;\nclass Fifth { Fourth? next; string word = \"First\"; }\n"),
        ];

        Assert.Equal(["src/P/A, src/P/B, src/P/C"], Circles(Imports(files)));
    }

    /// <summary>By folder, the folders whose types its files mention.</summary>
    static Dictionary<string, HashSet<string>> Imports(IReadOnlyList<SourceFile> files)
    {
        var owners = files.SelectMany(file => file.Types.Select(type => (type, file)))
            .ToLookup(pair => pair.type, pair => pair.file);
        var imports = files.Select(file => file.Folder).Distinct()
            .ToDictionary(folder => folder, _ => new HashSet<string>());
        foreach (var file in files)
        {
            imports[file.Folder].UnionWith(
                from name in file.Names
                from owner in owners[name]
                where owner.Folder != file.Folder && file.Sees(owner.Namespace)
                select owner.Folder);
        }

        return imports;
    }

    /// <summary>Sets of folders that reach each other.</summary>
    static IEnumerable<string> Circles(Dictionary<string, HashSet<string>> imports)
    {
        var reached = imports.Keys.ToDictionary(folder => folder, folder => Reached(folder, imports));
        return imports.Keys.Where(folder => reached[folder].Contains(folder))
            .Select(
                folder => string.Join(
                    ", ",
                    reached[folder].Where(other => reached[other].Contains(folder)).Order(StringComparer.Ordinal)))
            .Distinct();
    }

    static HashSet<string> Reached(string start, Dictionary<string, HashSet<string>> imports)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>(imports[start]);
        while (open.TryDequeue(out var folder))
        {
            if (reached.Add(folder))
            {
                imports[folder].ToList().ForEach(open.Enqueue);
            }
        }

        return reached;
    }
}
