using System.Globalization;
using System.Text;
using System.Text.Json;
using RankElastor.Numerics.Statistics;
using RankElastor.Training.Alarms;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>What rules compare in healthy runs, gathered by model and place.</summary>
sealed class NormalReadings
{
    readonly SortedDictionary<string, SortedDictionary<string, List<double>>> _models = new(StringComparer.Ordinal);

    /// <summary>Adds a run's evaluations; the initial weights are left out.</summary>
    /// <param name="model">As <c>model:</c> names it.</param>
    /// <param name="run">The run.</param>
    public void Add(string model, JudgedRun run)
    {
        var rules = AlarmRules.Default.Where(rule => rule.AppliesAt(AlarmLooks.Run));
        foreach (var rule in rules.DistinctBy(rule => (rule.Quantity, rule.Address)))
        {
            foreach (var address in run.Present.Where(rule.Address.Names))
            {
                var finite = run.Quantities(rule, address).Where(double.IsFinite).ToList();
                if (finite.Count > 0)
                {
                    Of(model, NormalRange.Place(rule, address)).AddRange(finite);
                }
            }
        }
    }

    /// <summary>The reference as JSON, a line per place.</summary>
    public string Json(IReadOnlyList<(string Name, string Text)> provenance)
    {
        var text = new StringBuilder("{\n  \"provenance\": {\n");
        text.AppendJoin(",\n", provenance.Select(part => $"    {Quoted(part.Name)}: {Quoted(part.Text)}"));
        text.Append("\n  },\n  \"models\": {\n");
        text.AppendJoin(",\n", _models.Select(model => $"    {Quoted(model.Key)}: {{\n" + string.Join(
            ",\n", model.Value.Select(place => $"      {Quoted(place.Key)}: {Range(place.Value)}")) + "\n    }"));
        return text.Append("\n  }\n}\n").ToString();
    }

    static string Range(List<double> readings)
    {
        double[] sorted = [.. readings.Order()];
        var values = NormalRange.Levels.Select(level => Sample.QuantileOfSorted(sorted, level))
            .Select(value => value.ToString("G5", CultureInfo.InvariantCulture));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{ \"readings\": {readings.Count}, \"values\": [{string.Join(", ", values)}] }}");
    }

    List<double> Of(string model, string place)
    {
        if (!_models.TryGetValue(model, out var places))
        {
            _models[model] = places = new(StringComparer.Ordinal);
        }

        return places.TryGetValue(place, out var readings) ? readings : places[place] = [];
    }

    static string Quoted(string text) => JsonSerializer.Serialize(text, RunLog.Json);
}
