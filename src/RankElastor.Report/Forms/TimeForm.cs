using RankElastor.Report.Drawing;

namespace RankElastor.Report.Forms;

/// <summary>Lines over epochs or steps above the loss of the same moments: a place in the model each, coloured by depth, named at their ends.</summary>
sealed record TimeForm
{
    const double Height = 380;
    const double Left = 52;
    const double Right = Svg.Width - 112;

    /// <summary>For readers who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>The y axis: measure and unit.</summary>
    public required string Values { get; init; }

    /// <summary>The x axis: epoch or step.</summary>
    public required string Time { get; init; }

    /// <summary>The y axis of the lower panel: which loss, and its unit.</summary>
    public required string Loss { get; init; }

    public required IReadOnlyList<TimeLine> Lines { get; init; }
    public required IReadOnlyList<(double X, double Y)> Losses { get; init; }

    /// <summary>Values that the y axis must show, such as both ends of a share.</summary>
    public IReadOnlyList<double> Ends { get; init; } = [];

    /// <summary>The moment of the kept weights.</summary>
    public int? Kept { get; init; }

    public string Draw()
    {
        var svg = new Svg(Svg.Width, Height, Description);
        var x = TimeAxis();
        var ranks = new Panel(svg, x, Axis.Over(Lines.SelectMany(line => line.Points).SelectMany(point => new[] { point.Y, point.Low, point.High }).Concat(Ends), 236, 30));
        ranks.DrawY(Values);
        ranks.DrawX("", numbers: false);
        for (var i = 0; i < Lines.Count; i++)
        {
            DrawLine(svg, ranks, i);
        }

        DrawNames(svg, ranks);
        var loss = new Panel(svg, x, Axis.Over(Losses.Select(point => point.Y), Height - 46, 278, 3));
        loss.DrawY(Loss);
        loss.DrawX(Time);
        loss.Line(Losses, Paint.Line(0));
        loss.Dots(Losses.Select(point => (point.X, point.Y, $"{Time} {Figures.Exact(point.X)}: loss {Figures.LongScore(point.Y)}")), 3, Paint.Dot(0));
        if (Kept is { } kept && kept >= x.Low && kept <= x.High)
        {
            ranks.Moment(kept, "kept", "moment");
            loss.Moment(kept, "", "moment");
        }

        return svg.ToString();
    }

    Axis TimeAxis()
    {
        var all = Lines.SelectMany(line => line.Points).Select(point => point.X).Concat(Losses.Select(point => point.X)).ToList();
        return Time == "epoch" ? Axis.Epochs(all.Min(), all.Max(), Left, Right) : Axis.Over(all, Left, Right, 4);
    }

    void DrawLine(Svg svg, Panel panel, int place)
    {
        var line = Lines[place];
        svg.Open($"color:{Paint.Depth(place, Lines.Count)}");
        panel.Band([.. line.Points.Where(point => double.IsFinite(point.Low) && double.IsFinite(point.High)).Select(point => (point.X, point.Low, point.High))], "band fcurrent");
        panel.Line(line.Points.Select(point => (point.X, point.Y)), "line current");
        panel.Dots(line.Points.Select(point => (point.X, point.Y, $"{line.Name}, {Time} {Figures.Exact(point.X)}: {Figures.Short(point.Y)}")), 2.4, "dot fcurrent");
        svg.Close();
    }

    void DrawNames(Svg svg, Panel panel)
    {
        var ends = Lines.Select((line, place) => (Place: place, Value: line.Points.Select(point => point.Y).LastOrDefault(double.IsFinite, double.NaN)))
            .Where(end => double.IsFinite(end.Value)).Select(end => (end.Place, Wanted: panel.Y.At(end.Value))).ToList();
        foreach (var (place, y) in NamePlaces.Spread(ends, panel.Y.To, panel.Y.From, 15))
        {
            svg.Open($"color:{Paint.Depth(place, Lines.Count)}");
            svg.Path([(panel.X.To + 3, ends.First(end => end.Place == place).Wanted), (panel.X.To + 11, y)], "lead");
            svg.Close();
            svg.Text(panel.X.To + 14, y + 4, Shorten(Lines[place].Name), "start", "name");
        }
    }

    /// <summary>At most 15 letters: first "block2/" becomes "b2/", then the beginning goes.</summary>
    static string Shorten(string name)
    {
        var text = name.Length > 15 ? name.Replace("block", "b", StringComparison.Ordinal) : name;
        return text.Length <= 15 ? text : "…" + text[^14..];
    }
}

/// <summary>One line and, where both ends are finite, the band around it.</summary>
sealed record TimeLine(string Name, IReadOnlyList<(double X, double Y, double Low, double High)> Points)
{
    /// <summary>A line without a band.</summary>
    public static TimeLine Plain(string name, IEnumerable<(double X, double Y)> points) => new(name, [.. points.Select(point => (point.X, point.Y, double.NaN, double.NaN))]);

    /// <summary>How many lines rise, fall and move most between their first and last finite values, as a sentence; empty where no line has two.</summary>
    public static string Reading(IReadOnlyList<TimeLine> lines, string what, string places)
    {
        var changes = lines.Select(line => (line.Name, Ends: line.Points.Where(point => double.IsFinite(point.Y)).ToList())).Where(line => line.Ends.Count > 1)
            .Select(line => (line.Name, From: line.Ends[0].Y, To: line.Ends[^1].Y)).ToList();
        if (changes.Count == 0)
        {
            return "";
        }

        var most = changes.MaxBy(change => Math.Abs(change.To - change.From) / Math.Max(1e-12, Math.Abs(change.From) + Math.Abs(change.To)));
        var (rising, falling) = (changes.Count(change => change.To > change.From), changes.Count(change => change.To < change.From));
        var verb = most.To > most.From ? "rises" : most.To < most.From ? "falls" : "stays";
        var move = $"{verb} from {Figures.Short(most.From)} to {Figures.Short(most.To)}";
        return changes.Count == 1 ? $"{what} {move} at {most.Name}."
            : rising == 0 && falling == 0 ? $"{what} stays as it is at all {Figures.Whole(changes.Count)} {places}."
            : $"{what} {Where(rising, falling, changes.Count, places)}; it moves most at {most.Name}, where it {move}.";
    }

    static string Where(int rising, int falling, int count, string places) =>
        rising == count ? $"rises at all {Figures.Whole(rising)} {places}"
        : falling == count ? $"falls at all {Figures.Whole(falling)} {places}"
        : $"rises at {Figures.Whole(rising)} and falls at {Figures.Whole(falling)} of {Figures.Whole(count)} {places}";
}
