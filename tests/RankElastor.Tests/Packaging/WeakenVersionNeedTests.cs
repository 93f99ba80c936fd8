using System.Security.Cryptography;
using System.Text.RegularExpressions;
using RankElastor.Tests.Architecture;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Packaging;

/// <summary>The build changes two bytes of one known file, and no other file.</summary>
public sealed partial class WeakenVersionNeedTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheStatedHash_IsThatOfTheLibraryThatTheBuildUses() =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Original()))), Stated());

    [Fact]
    [Trait("kind", "slow")]
    public async Task TheKnownLibrary_IsCured_WhereTheSystemLacksTheVersion()
    {
        var (output, original, made) = await Build(Original());
        Assert.DoesNotContain("RANKELASTOR2", output, StringComparison.Ordinal);
        Assert.Equal(original.Length, made.Length);
        var changed = Enumerable.Range(0, made.Length).Where(at => made[at] != original[at]).ToList();
        Assert.InRange(changed.Count, 1, 2);
        Assert.Equal(2, made[changed[0]] ^ original[changed[0]]); // the weak flag
    }

    [Fact]
    [Trait("kind", "slow")]
    public async Task AnotherLibraryWithTheSameNeed_IsUsedAsItIs_WithAWarning()
    {
        var other = _folder["other.so"];
        File.WriteAllBytes(other, [.. File.ReadAllBytes(Original()), 0]);
        var (output, original, made) = await Build(other);
        Assert.Contains("warning RANKELASTOR2: SHA-256 ", output, StringComparison.Ordinal);
        Assert.Equal(original, made);
    }

    [Fact]
    [Trait("kind", "slow")]
    public async Task AFileThatIsNoLibrary_IsUsedAsItIs()
    {
        _folder.Write("text.so", "no library");
        var (output, original, made) = await Build(_folder["text.so"]);
        Assert.Contains("no need of GLIBCXX_3.4.32", output, StringComparison.Ordinal);
        Assert.Equal(original, made);
    }

    /// <summary>Runs the task of <c>native</c> as the build does, on a system that has no libraries.</summary>
    async Task<(string Output, byte[] Original, byte[] Made)> Build(string library)
    {
        var native = Path.Combine(SourceTree.Root, "native");
        var task = TaskOfTargets().Match(File.ReadAllText(Path.Combine(native, "Native.targets"))).Value
            .Replace("$(MSBuildThisFileDirectory)", native + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        _folder.Write("cure.proj", $"""
            <Project>
              {task}
              <Target Name="Cure">
                <WeakenVersionNeed Library="{library}" PatchedLibrary="{_folder["made.so"]}" Needed="libstdc++.so.6"
                                   Version="GLIBCXX_3.4.32" Sha256="{Stated()}" SystemFolders="{_folder["nothing"]}" />
              </Target>
            </Project>
            """);
        var output = await ProgramRun.Well(_folder.Path, ProgramRun.DotNet, "msbuild", "cure.proj", "-nologo",
            "-t:Cure");
        return (output, File.ReadAllBytes(library), File.ReadAllBytes(_folder["made.so"]));
    }

    static string Original()
    {
        var file = Path.Combine(
            PackageFolder.Of("TorchSharp"), "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(file), "the package folder that the build used is gone");
        return file;
    }

    static string Stated() =>
        HashOfTargets().Match(File.ReadAllText(Path.Combine(SourceTree.Root, "native", "Native.targets")))
            .Groups[1].Value;

    [GeneratedRegex("Sha256=\"([0-9a-f]{64})\"")]
    private static partial Regex HashOfTargets();

    [GeneratedRegex("<UsingTask.*?</UsingTask>", RegexOptions.Singleline)]
    private static partial Regex TaskOfTargets();
}
