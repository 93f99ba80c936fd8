namespace RankElastor.Tests.Data.Sources;

/// <summary>A folder that is deleted with everything in it.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rankelastor-");

    internal string this[string name] => Path.Combine(_folder.FullName, name);

    internal string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
