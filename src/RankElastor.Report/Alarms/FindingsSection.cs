using RankElastor.Report.Drawing;
using RankElastor.Report.Health;
using RankElastor.Report.Reading;
using RankElastor.Report.Stages;
using RankElastor.Training.Records;

namespace RankElastor.Report.Alarms;

/// <summary>Alarms in plain language, or one calm sentence; then what the model does, in a few sentences.</summary>
static class FindingsSection
{
    const int MostOpen = 6;
    const int MostSentences = 4;

    public static void Write(Html html, RunSet set)
    {
        var findings = Finding.Of(set);
        html.Raw($"<section id=\"findings\"><h2>Findings</h2>");
        foreach (var run in set.Runs.Where(run => run.Result?.Verdict is not null))
        {
            var sentence = run.Result!.Verdict!.Sentence;
            html.Raw($"<p class=\"lead\">{(set.IsSingle ? sentence : $"{run.Label}: {sentence}")}</p>");
        }

        html.Raw($"<p class=\"lead\">{Lead(set, findings)}</p>");
        var warnings = findings.Where(finding => finding.IsWarning).ToList();
        WriteList(html, set, warnings.Take(MostOpen));
        WriteMore(html, set, [.. warnings.Skip(MostOpen)], "more warnings");
        WriteMore(html, set, [.. findings.Where(finding => !finding.IsWarning)],
            "notes: facts that cost nothing by themselves");
        var sentences = Sentences(set).ToList();
        if (sentences.Count > 0)
        {
            html.Raw($"<h3>What the model does</h3><ul class=\"does\">{sentences.Select(Html.Item)}</ul>");
        }

        if (AlarmChart.Draw(set) is { } chart)
        {
            html.Raw($"<div class=\"grid\">").Card(chart).Raw($"</div>");
        }

        html.Raw($"</section>");
    }

    /// <summary>How many alarms of which kind; without any, what was watched.</summary>
    public static string Lead(RunSet set, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return Calm(set);
        }

        var warnings = findings.Where(finding => finding.IsWarning).ToList();
        var notes = findings.Count - warnings.Count;
        var open = warnings.Count(finding => finding.IsOpen);
        var text = warnings.Count == 0 ? "No warning"
            : Plural(warnings.Count, "warning")
            + (open == 0 ? (warnings.Count == 1 ? ", since cleared" : ", all cleared since") : open == warnings.Count
                ? "" : $", {Figures.Whole(open)} of them not cleared");
        return text + (notes == 0 ? "." : $" and {Plural(notes, "note")}.")
            + (set.IsSingle
                ? "" : $" {Figures.Whole(set.Runs.Count(run => run.Alarms.Any(span => span.IsWarning)))} of "
            + $"{Figures.Whole(set.Runs.Count)} runs have a warning.");
    }

    static string Calm(RunSet set)
    {
        var sites = set.Sites.Count;
        var watched = new List<string>();
        if (sites > 0)
        {
            watched.Add(Plural(sites, "site"));
        }

        (SubjectKind Kind, string Name)[] kinds =
        [
            (SubjectKind.Table, "embedding table"), (SubjectKind.Gate, "gate"),
            (SubjectKind.Attention, "attention layer"), (SubjectKind.Weight, "weight matrix"),
        ];
        foreach (var (kind, name) in kinds)
        {
            var count = set.Runs.SelectMany(run => run.Health.Subjects(kind)).Distinct().Count();
            watched.AddRange(count > 0 ? [Plural(count, name)] : []);
        }

        var moments = set.Runs.Sum(run => run.Snapshots.Count);
        return watched.Count == 0
            ? "Nothing inside the model was watched: the log has no probe, so there could be no alarm."
            : set.Runs.All(run => run.Health.IsEmpty)
            ? $"No alarm is in the log: the rank at {watched[0]} was recorded "
            + $"at {Plural(moments, "moment")}; health and alarms were not recorded by the program that wrote it."
            : $"No alarm was raised: "
            + $"{(watched.Count == 1 ? watched[0] : string.Join(", ", watched.SkipLast(1)) + " and " + watched[^1])} "
            + $"were watched at {Plural(moments, "moment")}.";
    }

    static void WriteMore(Html html, RunSet set, List<Finding> findings, string what)
    {
        if (findings.Count > 0)
        {
            var words = findings.Count == 1 ? what
                .Replace("notes: facts that cost nothing by themselves", "note: a fact that costs nothing by itself")
                .Replace("warnings", "warning") : what;
            html.Fold($"{Figures.Whole(findings.Count)} {words}");
            WriteList(html, set, findings);
            html.Raw($"</details>");
        }
    }

    static void WriteList(Html html, RunSet set, IEnumerable<Finding> findings)
    {
        var items = findings.Select(finding => Item(set, finding)).ToList();
        if (items.Count > 0)
        {
            html.Raw($"<ul class=\"findings\">{items}</ul>");
        }
    }

    static Markup Item(RunSet set, Finding finding)
    {
        var words = finding.Words;
        var label = finding.IsWarning ? finding.IsOpen ? "▲ Warning" : "△ Warning, cleared" : "● Note";
        Markup remedies = $"<dt>What to try</dt><dd><ol>{words.Remedies.Select(Html.Item)}</ol></dd>";
        return $"<li class=\"{(finding.IsWarning ? "warning" : "remark")}\"><h3><span "
            + $"class=\"chip\">{label}</span> {words.Rule.ToString()} at {words.Subject}</h3>"
            + $"<p>{words.Text}</p><dl><dt>Likely "
            + $"cause</dt><dd>{words.Cause.ToString()}</dd>{(words.Remedies.Count == 0 ? Markup.Empty : remedies)}"
            + $"<dt>What the run "
            + $"did</dt><dd>{Finding.Action(words.Action)}</dd><dt>When</dt><dd>{When(set, finding)}</dd>"
            + $"<dt>Measured</dt><dd>{words.Measure} = {Figures.Short(words.Value)} "
            + $"(limit {Figures.Short(words.Limit)})</dd></dl></li>";
    }

    static string When(RunSet set, Finding finding)
    {
        const int MostNamed = 4;
        var text = string.Join(". ", finding.Places.Take(MostNamed)
            .Select(place => (set.IsSingle ? "" : place.Run.Label + ": ") + Finding.When(place)));
        var rest = finding.Places.Count - MostNamed;
        return (set.IsSingle ? "" : $"in {Figures.Whole(finding.Runs)} of {Figures.Whole(set.Runs.Count)} runs. ")
            + char.ToUpperInvariant(text[0]) + text[1..]
            + (rest > 0 ? $"; and {Figures.Whole(rest)} more" : "") + ".";
    }

    static IEnumerable<string> Sentences(RunSet set)
    {
        if (set.Variants.Count > 0)
        {
            var key = set.Variants.Contains(Variant.Primary) ? Variant.Primary : set.Variants[0];
            var texts = set.Groups.Count > MostSentences
                ? [$"{Variant.Of(key).Title}: {StageReading.Of(set, key, StageScale.Directions)}"]
                : set.Groups.Select(group => StageReading.Strongest(set, group, key));
            foreach (var text in texts.Where(text => text.Length > 0))
            {
                yield return text;
            }
        }

        foreach (var group in set.Groups.Where(group => !group.Runs[0].Health.IsEmpty).Take(MostSentences))
        {
            var fields = FieldUse.Of(group.Runs[0], group.Runs[0].BestEpoch);
            if (fields.Count > 0)
            {
                yield return (set.Groups.Count > 1 || group.HasSeeds ? group.Runs[0].Label + ": " : "")
                    + FieldChart.Reading(fields);
            }
        }
    }

    static string Plural(int count, string name) =>
        $"{Figures.Whole(count)} "
        + (count == 1 ? name : name.EndsWith("matrix", StringComparison.Ordinal) ? name[..^1] + "ces" : name + "s");
}
