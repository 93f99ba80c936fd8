namespace RankElastor.Tests.DropIn;

/// <summary>Keys with their values as lines of YAML.</summary>
static class YamlText
{
    /// <summary>The pairs of texts such as <c>a: 1, b: [2, 3]</c>: commas inside brackets do not part them.</summary>
    public static IReadOnlyList<string> Pairs(params IEnumerable<string> texts)
    {
        var pairs = new List<string>();
        foreach (var text in texts)
        {
            var (depth, start) = (0, 0);
            for (var i = 0; i <= text.Length; i++)
            {
                var mark = i < text.Length ? text[i] : ',';
                depth += mark is '[' or '{' ? 1 : mark is ']' or '}' ? -1 : 0;
                if (mark == ',' && depth == 0)
                {
                    pairs.Add(text[start..i].ReplaceLineEndings(" ").Trim());
                    start = i + 1;
                }
            }
        }

        return [.. pairs.Where(pair => pair.Length > 0)];
    }

    /// <summary>A mapping of the pairs, the later one of two with the same key, a line each.</summary>
    public static string Block(string name, IEnumerable<string> pairs) => $"{name}:\n" + string.Concat(
        pairs.GroupBy(pair => pair.Split(':')[0]).Select(same => $"    {same.Last()}\n"));
}
