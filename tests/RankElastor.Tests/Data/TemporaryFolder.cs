namespace RankElastor.Tests.Data;

/// <summary>A folder of its own for one test, deleted with everything in it.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rank-elastor-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string At(string name) => this[name];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
