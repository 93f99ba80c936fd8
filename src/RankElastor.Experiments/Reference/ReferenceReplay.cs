using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Model.Zoo;

namespace RankElastor.Experiments.Reference;

/// <summary>Compares activations, gradients, losses and trained weights with the PyTorch implementations'.</summary>
public static class ReferenceReplay
{
    /// <summary>
    /// Replays cases whose name contains <paramref name="filter"/> (null: all), model cases of <c>index.json</c> first.
    /// Each result is also reported as soon as it is known.
    /// </summary>
    /// <exception cref="InputException">The folder holds no cases.</exception>
    public static IReadOnlyList<ReferenceResult> Run(
        string folder, string? filter = null, IProgress<ReferenceResult>? progress = null)
    {
        var results = new List<ReferenceResult>();
        bool IsWanted(string name) => filter is null || name.Contains(filter, StringComparison.OrdinalIgnoreCase);
        foreach (var (name, run) in Cases(folder).Where(replay => IsWanted(replay.Name)))
        {
            var result = Guarded(name, run);
            results.Add(result);
            progress?.Report(result);
        }

        return results;
    }

    static List<(string Name, Func<ReferenceResult> Run)> Cases(string folder)
    {
        var cases = new List<(string, Func<ReferenceResult>)>();
        if (Has("index.json"))
        {
            var path = Path.Combine(folder, "index.json");
            var names = Decoding.Of(path, "an index of cases", () =>
            {
                using var index = JsonDocument.Parse(File.ReadAllBytes(path));
                return index.RootElement.GetProperty("cases").EnumerateArray()
                    .Select(item => item.GetString()!).ToList();
            }, "allowed: {\"cases\": [NAME, …]}");
            cases.AddRange(names.Select(name => (name, (Func<ReferenceResult>)(() => ReplayModel(folder, name)))));
        }

        if (Has("effective_rank.json"))
        {
            cases.Add(("effective_rank", () => NumberCases.EffectiveRank(folder)));
        }

        if (Has("metrics.json"))
        {
            cases.Add(("metrics", () => NumberCases.Metrics(folder)));
        }

        if (Has("param_counts.json"))
        {
            cases.AddRange(ParameterCountCase.All(Path.Combine(folder, "param_counts.json")));
        }

        return cases.Count > 0
            ? cases
            : throw InputException.At(folder, "no cases",
                "a folder with index.json, effective_rank.json, metrics.json or param_counts.json");

        bool Has(string file) => File.Exists(Path.Combine(folder, file));
    }

    static ReferenceResult ReplayModel(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var model = json.RootElement.GetProperty("model").GetString();
        if (!ModelRegistry.BuiltIn.Names.Contains(model, StringComparer.OrdinalIgnoreCase))
        {
            return ReferenceResult.Skip(name, $"model '{model}' is not built in");
        }

        return ReferenceFields.NotBuiltIn(json.RootElement) is { } option
            ? ReferenceResult.Skip(name, $"{option} is not built in")
            : ModelReplay.Run(new ModelCase(folder, name, json.RootElement));
    }

    static ReferenceResult Guarded(string name, Func<ReferenceResult> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is not OutOfMemoryException) // one case says nothing about the next
        {
            var what = e.Message.Split('\n')[0];
            return ReferenceResult.Fail(name, e is InputException ? what : $"cannot be replayed: {what}");
        }
    }
}
