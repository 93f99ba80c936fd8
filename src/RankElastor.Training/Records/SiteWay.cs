namespace RankElastor.Training.Records;

/// <summary>
/// The way through a model on which a site lies. Most models have one; with <c>embedding_sets</c> each set is one of
/// its own (<c>set1/</c> …), so that the last site of a set and the first of the next are no module.
/// </summary>
public static class SiteWay
{
    const string Set = "set";

    /// <summary>"set1" of <c>set1/cross2</c>; empty for a site of a model of one way.</summary>
    public static string Of(string site)
    {
        var end = site.IndexOf('/', StringComparison.Ordinal);
        return end > Set.Length && site.StartsWith(Set, StringComparison.Ordinal)
            && site.AsSpan(Set.Length, end - Set.Length).IndexOfAnyExceptInRange('0', '9') < 0 ? site[..end] : "";
    }

    /// <summary>Each site with the one before it on its way, in order.</summary>
    public static IEnumerable<(string Before, string After)> Modules(IEnumerable<string> sites)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var site in sites)
        {
            if (last.TryGetValue(Of(site), out var before))
            {
                yield return (before, site);
            }

            last[Of(site)] = site;
        }
    }
}
