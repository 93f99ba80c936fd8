using System.Text.Json;
using System.Text.RegularExpressions;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Experiments.Reference;

/// <summary>The cases without a model: effective ranks of matrices, ranking metrics of predictions.</summary>
static partial class NumberCases
{
    public static ReferenceResult EffectiveRank(string folder)
    {
        var comparison = new TensorComparison();
        using var json = Parse(Path.Combine(folder, "effective_rank.json"));
        var tensors = ReferenceTensors.Read(Path.Combine(folder, "effective_rank.safetensors"));
        var exact = json.RootElement.GetProperty("tolerance").GetProperty("float64").GetDouble();
        var coarse = json.RootElement.GetProperty("tolerance").GetProperty("float32").GetDouble();
        foreach (var expected in json.RootElement.GetProperty("matrices").EnumerateArray())
        {
            var id = expected.GetProperty("id").GetString()!;
            var matrix = tensors[id];
            var spectrum = MatrixSpectrum.Of(matrix.Values, (int)matrix.Shape[0], (int)matrix.Shape[1]);
            void Check(string column, double actual, double tolerance) =>
                comparison.Check($"{id}.{column}", Number(expected, column), actual, new(tolerance, tolerance));
            void CheckRank(string column, double actual) => // 0 of a zero matrix, where the reference gives r or NaN
                comparison.Check($"{id}.{column}", spectrum.Largest == 0 ? 0 : Number(expected, column), actual,
                    new(exact, exact));
            Check("erank_code_eps1e12", spectrum.EntropyRankSvReference, exact);
            CheckRank("erank_roy_vetterli", spectrum.EntropyRankSv);
            CheckRank("stable_rank", spectrum.StableRank);
            CheckRank("erank_energy_sigma2", spectrum.EntropyRankEv);
            Check("numeric_rank", spectrum.NumericalRank, exact);
            Check("erank_torch_f32", spectrum.EntropyRankSvReference, coarse);
        }

        return comparison.Result("effective_rank");
    }

    public static ReferenceResult Metrics(string folder)
    {
        var comparison = new TensorComparison();
        using var json = Parse(Path.Combine(folder, "metrics.json"));
        var tensors = ReferenceTensors.Read(Path.Combine(folder, "metrics.safetensors"));
        var exact = json.RootElement.GetProperty("tolerance").GetDouble();
        foreach (var expected in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            var id = expected.GetProperty("id").GetString()!;
            var scores = tensors[$"{id}.p"].Values;
            float[] labels = [.. tensors[$"{id}.y"].Values.Select(label => (float)label)];
            void Check(string column, double actual) =>
                comparison.Check($"{id}.{column}", Number(expected, column), actual, new Tolerance(exact, exact));
            Check("AUC", Auc.Of(scores, labels));
            Check("logloss_eps1e-7", Logloss.Of(scores, labels, Logloss.FuxiCtrEpsilon));
            if (expected.TryGetProperty("gAUC", out _))
            {
                long[] groups = [.. tensors[$"{id}.g"].Values.Select(group => (long)group)];
                var grouped = GroupedAuc.Of(scores, labels, groups);
                Check("gAUC", grouped[GroupedAucVariant.FuxiCtr]);
                Check("gAUC_groups_used", grouped.GroupsUsed);
                Check("groups", grouped.Groups);
                Check("avgAUC", grouped.AverageAuc);
            }
        }

        return comparison.Result("metrics");
    }

    static double Number(JsonElement element, string key) =>
        element.GetProperty(key) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

    // Python writes NaN, which is not JSON
    static JsonDocument Parse(string path) =>
        JsonDocument.Parse(NotANumber().Replace(File.ReadAllText(path), ": null"));

    [GeneratedRegex(@":\s*NaN(?=\s*[,}])")]
    private static partial Regex NotANumber();
}
