using System.Globalization;
using RankElastor.Tests.Architecture;
using RankElastor.Training.Alarms;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Docs;

/// <summary>
/// The tables of docs/diagnostics.md are those of the catalogue and the rule book; UPDATE_GOLDEN=1 writes them anew.
/// </summary>
public sealed class DiagnosticsPageTests
{
    static readonly string _page = Path.Combine(SourceTree.Root, "docs", "diagnostics.md");

    [Fact]
    public void Measures_AreThoseOfTheCatalogue() => Match("measures", "| measure | of | what it says | range, unit |",
        MeasureCatalogue.Default.All.Select(measure =>
            $"| `{measure}` | {string.Join(", ", measure.Kinds.Select(Address.Word))} | {Words(measure)} | "
                + $"{Range(measure)} |"));

    [Fact]
    public void Rules_AreThoseOfTheBook() => Match("rules", "| rule | raised when | looked at | likely cause |",
        AlarmRules.Default.Select(rule => $"| `{rule.Name}` | {Condition(rule)} | {Looks(rule)} | {rule.Cause} |"));

    static string Words(Measure measure)
    {
        var name = char.ToUpperInvariant(measure.Words[0]) + measure.Words[1..];
        var formula = measure.Formula.Length > 0 ? $", {measure.Formula}" : "";
        return $"{name}{formula}. {measure.Meaning}".TrimEnd().Replace("|", "\\|", StringComparison.Ordinal);
    }

    static string Range(Measure measure)
    {
        var range = (double.IsFinite(measure.Least), double.IsFinite(measure.Most)) switch
        {
            (true, true) => $"{Number(measure.Least)} … {Number(measure.Most)}",
            (true, false) => $"≥ {Number(measure.Least)}",
            (false, true) => $"≤ {Number(measure.Most)}",
            _ => "",
        };
        // the range again, for an axis
        var unit = measure.Unit.Contains(" to ", StringComparison.Ordinal) ? "" : measure.Unit;
        return string.Join(", ", new[] { range, unit }.Where(part => part.Length > 0));
    }

    static string Condition(AlarmRule rule)
    {
        var of = rule.Quantity switch
        {
            AlarmQuantity.Level => "",
            AlarmQuantity.OfStart => " over its value at the start",
            AlarmQuantity.OfBaseline => " over its value without structure",
            _ => $" changes per evaluation, over {rule.Window} of them,",
        };
        var need = rule.Needs is { } needs
            ? $", where `{needs.Measure}` is "
                + (double.IsFinite(needs.Least) ? $"{Number(needs.Least)} or more" : $"{Number(needs.Most)} or less")
            : "";
        var stalls = rule.WhileLossStalls ? ", while the validation loss has no new best" : "";
        var cost = rule.EndCost is { } end
            ? $", at a cost of {(rule.Cost is { } run ? $"{Number(run)} AUC in a run, " : "")}{Number(end)} at its end"
            : "";
        return $"`{rule.Address}`{of} {(rule.Above ? "above" : "below")} {Number(rule.Limit)}{need}{stalls}{cost}";
    }

    static string Looks(AlarmRule rule)
    {
        var run = rule.For == 1 ? "run, at once" : $"run, {rule.For} evaluations in a row";
        string[] looks = [
            rule.AppliesAt(AlarmLooks.Run) ? run : "", rule.AppliesAt(AlarmLooks.Reading) ? "`inspect`" : ""];
        var first = rule.FirstSiteOnly ? "; first site only" : "";
        var note = rule.Severity == AlarmRecord.Note ? "; a note" : "";
        var breaks = rule.Breaks ? "; broken" : "";
        return string.Join("; ", looks.Where(look => look.Length > 0)) + first + note + breaks;
    }

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture).Replace('-', '−');

    static void Match(string name, string header, IEnumerable<string> rows)
    {
        var columns = header.Count(letter => letter == '|') - 1;
        var table = string.Join('\n', [header, "|" + string.Concat(Enumerable.Repeat("---|", columns)), .. rows]);
        var (begin, end) = ($"<!-- {name}: written by DiagnosticsPageTests -->\n", $"\n<!-- end of {name} -->");
        var page = File.ReadAllText(_page);
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to > from, $"docs/diagnostics.md needs the marks {begin}{end}");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            page = page[..from] + table + page[to..];
            File.WriteAllText(_page, page);
            to = page.IndexOf(end, StringComparison.Ordinal);
        }

        Assert.Equal(table, page[from..to]);
    }
}
