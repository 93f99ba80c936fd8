namespace RankElastor.Report.Reading;

/// <summary>The runs of one report: a label per run, a colour per group, and the sites and variants of all.</summary>
sealed class RunSet
{
    public RunSet(IReadOnlyList<RunView> runs)
    {
        Runs = runs;
        var labels = Labels(runs);
        for (var i = 0; i < runs.Count; i++)
        {
            runs[i].Index = i;
            runs[i].Label = labels[i];
        }

        Groups = RunGroup.Gather(runs);
        foreach (var group in Groups)
        {
            foreach (var run in group.Runs)
            {
                run.Colour = group.Index;
            }
        }

        Sites = Merge(runs.Select(run => run.Sites));
        Variants = Variant.Order(runs.SelectMany(run => run.Variants));
    }

    public IReadOnlyList<RunView> Runs { get; }

    /// <summary>The runs, those that differ in their seed only together.</summary>
    public IReadOnlyList<RunGroup> Groups { get; }

    public IReadOnlyList<string> Sites { get; }

    public IReadOnlyList<string> Variants { get; }

    public bool IsSingle => Runs.Count == 1;

    /// <summary>The places of several orders as one order that keeps each.</summary>
    public static List<string> Merge(IEnumerable<IReadOnlyList<string>> orders)
    {
        var merged = new List<string>();
        foreach (var order in orders)
        {
            var place = 0;
            foreach (var site in order)
            {
                var found = merged.IndexOf(site);
                if (found < 0)
                {
                    merged.Insert(place, site);
                    found = place;
                }

                place = Math.Max(place, found + 1);
            }
        }

        return merged;
    }

    static List<string> Labels(IReadOnlyList<RunView> runs)
    {
        Func<RunView, string>[] candidates =
        [
            run => run.Manifest.Model,
            run => $"{run.Manifest.Model}, seed {run.Manifest.Seed}",
            run => run.Manifest.Experiment,
            run => run.Manifest.Run,
        ];
        foreach (var candidate in candidates)
        {
            var labels = runs.Select(candidate).ToList();
            if (labels.Distinct().Count() == runs.Count)
            {
                return labels;
            }
        }

        return [.. runs.Select((run, i) => $"{run.Manifest.Run} #{i + 1}")];
    }
}
