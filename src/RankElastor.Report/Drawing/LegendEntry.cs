namespace RankElastor.Report.Drawing;

/// <summary>A name and the line or area that stands for it.</summary>
sealed record LegendEntry(string Name, string Style, bool IsArea = false);
