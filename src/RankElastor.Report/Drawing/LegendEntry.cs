namespace RankElastor.Report.Drawing;

/// <summary>A name and the line, area or mark that stands for it; from the eighth group on with the group's mark on the line.</summary>
sealed record LegendEntry(string Name, string Style, bool IsArea = false, int Group = -1)
{
    /// <summary>What stands for the name, in a box of 28 by 14.</summary>
    public string Swatch =>
        Style == "mark" ? "<circle class=\"ring neutral\" cx=\"14\" cy=\"7\" r=\"5\"/>"
        : IsArea ? $"<rect class=\"{Style}\" x=\"2\" y=\"2\" width=\"24\" height=\"10\"/>"
        : Style.StartsWith("dot", StringComparison.Ordinal) || Style == "part" ? Svg.MarkOf(14, 7, 4, Group, Style).Start + "/>"
        : $"<path class=\"{Style}\" d=\"M1 7L27 7\"/>" + (Group < Paint.Colours ? "" : Svg.MarkOf(14, 7, 3.2, Group, Paint.Dot(Group)).Start + "/>");
}
