using BenchmarkDotNet.Running;
using RankElastor.Benchmarks;

var results = ResultFolder.Find();
var summaries =
    BenchmarkSwitcher.FromAssembly(typeof(ResultFolder).Assembly).Run(args, new BenchmarkConfig(results)).ToArray();
foreach (var summary in summaries)
{
    results.Write(summary);
}

return summaries.All(summary =>
    !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
