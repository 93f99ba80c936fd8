using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Files;
using RankElastor.Training.Records;
using RankElastor.Training.Regression;

namespace RankElastor.Tests.FrontDoor;

/// <summary>
/// A disk that fails once: every write, rename and sync of a run and of a preparation in turn. Each time it is one
/// line, what was there before is still there, and the next start ends in the same bytes as without the fault.
/// </summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class FaultTests : IDisposable
{
    const string Name = "clicks_seed7";
    readonly TemporaryFolder _folder = new();

    public static TheoryData<DiskCallName> Kinds => [DiskCallName.Write, DiskCallName.Rename, DiskCallName.Sync];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run(DiskCallName kind)
    {
        using var undisturbed = Experiment("whole").Run(stop: SmallDataset.Stop);
        var (weights, types) = (Weights("whole"), RecordTypes("whole"));
        var fault = 0;
        while (FailsInARun(kind, ++fault) is { } folder)
        {
            Assert.Empty(Directory.GetFiles(folder, "*.tmp-*", SearchOption.AllDirectories));
            Assert.Empty(Directory.GetFiles(folder, "*.lock"));
            Assert.Equal("earlier", File.ReadAllText(Assert.Single(
                Directory.GetFiles(folder, "notes.txt", SearchOption.AllDirectories))));
            using var resumed = Experiment($"{kind}{fault}").Resume(stop: SmallDataset.Stop);
            Assert.Equal(undisturbed.Test, resumed.Test);
            Assert.Equal(weights, Weights($"{kind}{fault}"));
            Assert.Equal(types, RecordTypes($"{kind}{fault}"));
            Assert.True(File.Exists(Path.Combine(folder, Name, "report.html")));
            Assert.Equal(undisturbed.Test, FinishedRun.Load(Path.Combine(folder, Name)).Result.Test);
            Ranker.Load(Path.Combine(folder, Name), Clicks.Model).Dispose();
        }

        Assert.InRange(fault, 12, 200);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Preparation(DiskCallName kind)
    {
        var whole = Prepared("whole");
        var fault = 0;
        while (true)
        {
            var cache = $"{kind}{++fault}";
            using (var disk = new FaultyDisk(_folder[cache] + '/', (DiskCall)kind, fault))
            {
                var error = Record.Exception(() => Prepared(cache));
                if (!disk.HasFailed)
                {
                    Assert.Null(error);
                    break;
                }

                IsOneLine(error);
            }

            Assert.All(
                Directory.GetFileSystemEntries(_folder[cache]),
                left => Assert.Matches("^clicks-[0-9a-f]{8}$", Path.GetFileName(left)));
            Assert.Equal(whole, Prepared(cache));
        }

        Assert.InRange(fault, 6, 200);
    }

    /// <summary>
    /// Runs, in a folder where an earlier run lies, with a disk that fails once; null where it was not asked so often.
    /// </summary>
    string? FailsInARun(DiskCallName kind, int fault)
    {
        var folder = _folder[$"{kind}{fault}"];
        _folder.Write($"{kind}{fault}/{Name}/notes.txt", "earlier");
        using var disk = new FaultyDisk(folder + '/', (DiskCall)kind, fault);
        var error = Record.Exception(() => Experiment($"{kind}{fault}").Run(stop: SmallDataset.Stop).Dispose());
        if (disk.HasFailed)
        {
            IsOneLine(error);
            return folder;
        }

        Assert.Null(error);
        return null;
    }

    static void IsOneLine(Exception? error)
    {
        var line = Assert.IsType<InputException>(error).Message;
        Assert.EndsWith(": cannot write: No space left on device", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    RankElastor.Experiment Experiment(string folder) => Clicks.InMemory(_folder["cache"]) with
    {
        Out = _folder[folder],
        Training = Clicks.Training with { Epochs = 2, BatchSize = 300, ProbeSample = 8 },
        Machine = new MachineOptions { Threads = 1 },
    };

    byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(_folder[folder], Name, "model.safetensors"));

    List<string> RecordTypes(string folder) =>
        [.. RunLog.Read(Path.Combine(_folder[folder], Name, "log.jsonl")).Select(record => record.GetType().Name)];

    List<(string, string)> Prepared(string cache)
    {
        using var data = DatasetPreparation.Prepare(Clicks.Data, null, _folder[cache], stop: SmallDataset.Stop);
        return [.. Directory.GetFiles(data.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(data.Folder, file), Convert.ToHexString(File.ReadAllBytes(file))))];
    }
}

/// <summary>The calls of a disk, under a name that a test's row may carry.</summary>
public enum DiskCallName
{
    /// <summary>To take bytes.</summary>
    Write = DiskCall.Write,

    /// <summary>To give another name.</summary>
    Rename = DiskCall.Rename,

    /// <summary>To make bytes or names last.</summary>
    Sync = DiskCall.Sync,
}
