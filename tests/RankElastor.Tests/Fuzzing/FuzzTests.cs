using System.Diagnostics;
using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Fuzzing;

/// <summary>
/// Every reader takes damaged files: each is read, or refused by an <see cref="InputException"/>, and soon.
/// <c>RANKELASTOR_FUZZ_BYTES</c> says how many bytes each reader is given, <c>RANKELASTOR_FUZZ_SEED</c> which.
/// </summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class FuzzTests(FuzzFolder folder) : IClassFixture<FuzzFolder>
{
    const int LeastFiles = 200;
    const int MostFaults = 10;
    static readonly TimeSpan _soon = TimeSpan.FromSeconds(10);

    static long Bytes => Setting("RANKELASTOR_FUZZ_BYTES", 1_000_000);
    static ulong Seed => (ulong)Setting("RANKELASTOR_FUZZ_SEED", 2019);

    public static TheoryData<string> Readers => [.. FuzzedReader.All.Select(reader => reader.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void DamagedFile_IsReadOrRefused(string name)
    {
        var reader = FuzzedReader.All.Single(known => known.Name == name);
        var path = folder[reader.File];
        var valid = File.ReadAllBytes(path);
        reader.Read(folder);
        var faults = new Dictionary<string, string>();
        try
        {
            var random = new SeededRandom(Seed).Fork(name);
            var (bytes, files) = (0L, 0);
            for (; (bytes < Bytes || files < LeastFiles) && faults.Count < MostFaults; files++)
            {
                var damaged = Mutation.Of(valid, random);
                bytes += damaged.Length;
                File.WriteAllBytes(path, damaged);
                if (Fault(reader) is { } fault && faults.TryAdd(fault.Split('\n')[^1], $"file {files}: {fault}"))
                {
                    Keep(name, files, damaged);
                }
            }
        }
        finally
        {
            File.WriteAllBytes(path, valid);
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults.Values));
    }

    string? Fault(FuzzedReader reader)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            reader.Read(folder);
        }
        catch (InputException refused)
        {
            return refused.Message.Length == 0 ? "no message" : Slow();
        }
#pragma warning disable CA1031 // any other is the fault that is looked for
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var frame = fault.StackTrace?.Split('\n').FirstOrDefault(
                line => line.Contains("RankElastor", StringComparison.Ordinal));
            return $"{fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}\n{frame?.Trim()}";
        }

        return Slow();

        string? Slow() => clock.Elapsed > _soon ? $"took {clock.Elapsed.TotalSeconds:0} s" : null;
    }

    /// <summary>Where asked for, the file that shows a fault is kept.</summary>
    static void Keep(string name, int number, byte[] damaged)
    {
        if (Environment.GetEnvironmentVariable("RANKELASTOR_FUZZ_KEEP") is { Length: > 0 } place)
        {
            Directory.CreateDirectory(place);
            File.WriteAllBytes(Path.Combine(place, $"{name}-{number}"), damaged);
        }
    }

    static long Setting(string name, long usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
}
