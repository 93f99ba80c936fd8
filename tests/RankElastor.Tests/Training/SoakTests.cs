using System.Diagnostics;
using System.Globalization;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Cli;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training;

/// <summary>
/// Evaluations take no memory that they do not give back. RANKELASTOR_SOAK_MINUTES=20 lets each test run so long and
/// tell its numbers every minute. No other test runs beside them: what is measured is the whole process.
/// </summary>
[Collection("soak")]
[Trait("kind", "slow")]
public sealed class SoakTests
{
    [Fact]
    public void Training_WithAnEvaluationAtEveryStep_DoesNotGrow()
    {
        var folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;
        using var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false);
        using var model = new TinyModel(TinyModel.Fields, 11);
        using var stop = new CancellationTokenSource();
        var memory = new Memory(warmUp: 400, steps: 1200);
        var options = TinyRun.Options with
        {
            Epochs = int.MaxValue,
            EvaluationSteps = 1,
            EarlyStopPatience = int.MaxValue,
        };
        var plan = new TrainingPlan(
            model, options, new MemorySource(TinyData.Rows(32 * 40, 1), options.BatchSize, 5),
            new MemorySource(TinyData.Rows(64, 2), 64, 5), Machine.Sequential);
        var around = new TrainingSurroundings { Log = log, Progress = new AtSteps(() => memory.Goes(), stop) };
        Assert.Throws<RunInterruptedException>(() => new Trainer(plan, around).Train(stop.Token));
        log.Dispose();
        Directory.Delete(folder, recursive: true);
        memory.AssertSteady();
    }

    [Fact]
    public void EvaluatingAFile_DoesNotGrow()
    {
        using var tiny = new TinyExperiment();
        tiny.Run("RankElastor", "--max-epochs", "1").Done();
        using var ranker = Ranker.Load(tiny.RunFolder("RankElastor"), machine: new MachineOptions { Threads = 1 });
        var file = Path.Combine(tiny.Folder["data"], "test.csv");
        var memory = new Memory(warmUp: 100, steps: 300);
        while (memory.Goes())
        {
            ranker.Evaluate(file);
        }

        memory.AssertSteady();
    }

    /// <summary>What is left after each collection: bytes of objects, tensors, pages of the process.</summary>
    sealed class Memory(int warmUp, int steps)
    {
        const double MostBytes = 256; // of objects, per evaluation
        const double MostPages = 2048; // bytes of the process: its allocators round and keep
        const double LeastForPages = 4000; // evaluations: fewer are drowned by what other tests take
        readonly TimeSpan? _limit =
            double.TryParse(
                Environment.GetEnvironmentVariable("RANKELASTOR_SOAK_MINUTES"), CultureInfo.InvariantCulture,
                out var minutes) ? TimeSpan.FromMinutes(minutes) : null;
        readonly Stopwatch _watch = Stopwatch.StartNew();
        (int Done, long Objects, long Tensors, long Pages) _first, _last;
        int _done, _told;

        /// <summary>Counts an evaluation; false at the end.</summary>
        public bool Goes()
        {
            if (++_done == warmUp)
            {
                _first = Now();
                Tell(_first);
            }
            else if (_limit is not null && _watch.Elapsed.TotalMinutes >= _told + 1)
            {
                _told++;
                Tell(Now());
            }

            var goes = _limit is { } limit ? _watch.Elapsed < limit : _done < warmUp + steps;
            if (!goes)
            {
                _last = Now();
                Tell(_last);
            }

            return goes;
        }

        public void AssertSteady()
        {
            double evaluations = _last.Done - _first.Done;
            Assert.True(evaluations >= steps / 2.0);
            Assert.InRange((_last.Objects - _first.Objects) / evaluations, -1e9, MostBytes);
            Assert.Equal(_first.Tensors, _last.Tensors);
            if (evaluations >= LeastForPages)
            {
                Assert.InRange((_last.Pages - _first.Pages) / evaluations, -1e9, MostPages);
            }
        }

        (int Done, long Objects, long Tensors, long Pages) Now()
        {
            GC.GetTotalMemory(forceFullCollection: true);
            GC.WaitForPendingFinalizers();
            using var process = Process.GetCurrentProcess();
            return (_done, GC.GetTotalMemory(forceFullCollection: true), TorchSharp.torch.Tensor.TotalCount,
                process.WorkingSet64);
        }

        static void Tell((int Done, long Objects, long Tensors, long Pages) now) =>
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{now.Done} evaluations: {now.Objects / 1024} kB of objects, {now.Tensors} tensors, "
                    + $"{now.Pages / 1024} kB of the process"));
    }

    sealed class AtSteps(Func<bool> goes, CancellationTokenSource stop) : ITrainingProgress
    {
        public void Note(string line) { }

        public void Advance(in StepProgress progress)
        {
            if (!goes())
            {
                stop.Cancel();
            }
        }
    }
}

/// <summary>Tests that must have the process for themselves.</summary>
[CollectionDefinition("soak", DisableParallelization = true)]
public sealed class SoakAlone;
