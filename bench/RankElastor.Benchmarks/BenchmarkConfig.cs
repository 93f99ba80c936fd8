using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;

namespace RankElastor.Benchmarks;

/// <summary>
/// A short job: 3 iterations to warm up and 5 that count, of a tenth of a second each, so that the whole suite takes
/// minutes.
/// </summary>
sealed class BenchmarkConfig : ManualConfig
{
    /// <summary>The library's own log goes to a folder that git ignores.</summary>
    public BenchmarkConfig(ResultFolder results)
    {
        AddJob(Job.Default
            .WithId("Short")
            .WithWarmupCount(3)
            .WithIterationCount(5)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddLogger(ConsoleLogger.Default);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(
            [.. DefaultColumnProviders.Instance.Where(provider => provider != DefaultColumnProviders.Job)]);
        HideColumns(Column.Error, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
        WithSummaryStyle(SummaryStyle.Default.WithRatioStyle(RatioStyle.Trend));
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
        WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
        WithArtifactsPath(results.Log);
    }
}
