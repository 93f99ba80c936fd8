namespace RankElastor.Report.Drawing;

/// <summary>A chart with its words: what it is, what it shows, which loss belongs to it, and its data.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Reading">One sentence or two, computed from the data.</param>
/// <param name="Loss">Validation logloss of what is drawn; empty where the chart shows it already.</param>
/// <param name="Drawing">The SVG element.</param>
/// <param name="Legend">What the colours mean.</param>
/// <param name="Data">The numbers behind the drawing.</param>
sealed record Chart(
    string Title, string Reading, string Loss, string Drawing, IReadOnlyList<LegendEntry> Legend, Csv Data);
