namespace RankElastor.Report.Forms;

/// <summary>Where names at the ends of lines go so that they do not cover each other.</summary>
static class NamePlaces
{
    /// <summary>Moves heights <paramref name="gap"/> apart. Without room for all, every k-th keeps its name.</summary>
    public static IReadOnlyList<(int Place, double Y)> Spread(
        IReadOnlyList<(int Place, double Wanted)> ends, double top, double bottom, double gap)
    {
        var most = Math.Max(1, (int)((bottom - top) / gap) + 1);
        var every = (ends.Count + most - 1) / most;
        var kept = ends.OrderBy(end => end.Wanted).ThenBy(end => end.Place).Where((_, i) => i % every == 0).ToList();
        var heights = kept.Select(end => end.Wanted).ToArray();
        for (var i = 0; i < heights.Length; i++)
        {
            heights[i] = Math.Max(heights[i], i == 0 ? top : heights[i - 1] + gap);
        }

        for (var i = heights.Length - 1; i >= 0; i--)
        {
            heights[i] = Math.Min(heights[i], i == heights.Length - 1 ? bottom : heights[i + 1] - gap);
        }

        return [.. kept.Select((end, i) => (end.Place, heights[i]))];
    }
}
