namespace RankElastor.Report.Drawing;

/// <summary>Of how many seeds something is known, and of which it is not: "4 of 5 seeds; seed 3 undefined".</summary>
static class SeedTally
{
    /// <summary>Empty where it is known of all.</summary>
    public static string Of(IEnumerable<(int Seed, bool IsKnown)> seeds, string word = "undefined")
    {
        var all = seeds.ToList();
        var missing = all.Where(seed => !seed.IsKnown).Select(seed => Figures.Whole(seed.Seed)).ToList();
        return missing.Count == 0 ? ""
            : $"{Figures.Whole(all.Count - missing.Count)} of {Figures.Whole(all.Count)} seeds; "
                + $"seed{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)} {word}";
    }
}
