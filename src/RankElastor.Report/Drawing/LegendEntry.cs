namespace RankElastor.Report.Drawing;

/// <summary>A name with its line, area or mark. From the eighth group on the line carries its group's mark.</summary>
sealed record LegendEntry(string Name, string Style, bool IsArea = false, int Group = -1)
{
    public static LegendEntry Of(string name, int group) => new(name, Paint.Line(group), Group: group);

    /// <summary>What stands for the name, in a box of 28 by 14.</summary>
    public Markup Swatch =>
        Style == "mark" ? $"""<circle class="ring neutral" cx="14" cy="7" r="5"/>"""
        : IsArea ? $"""<rect class="{Style}" x="2" y="2" width="24" height="10"/>"""
        : IsMark ? $"{Svg.MarkOf(14, 7, 4, Group, Style).Start}/>"
        : Group < Paint.Colours ? Line
        : $"{Line}{Svg.MarkOf(14, 7, 3.2, Group, Paint.Dot(Group)).Start}/>";

    bool IsMark => Style.StartsWith("dot", StringComparison.Ordinal) || Style == "part";

    Markup Line => $"""<path class="{Style}" d="M1 7L27 7"/>""";
}
