using RankElastor.Report.Drawing;

namespace RankElastor.Report.Forms;

/// <summary>A line per place of the model over epochs or steps, above the loss of the same moments.</summary>
sealed record TimeForm
{
    const double Height = 380;
    const double Left = 52;
    const double Right = Svg.Width - 112;

    /// <summary>Alternative text for screen readers.</summary>
    public required string Description { get; init; }

    /// <summary>The y axis: measure and unit.</summary>
    public required string Values { get; init; }

    /// <summary>The x axis: epoch or step.</summary>
    public required string Time { get; init; }

    /// <summary>The y axis of the lower plot: which loss, and its unit.</summary>
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
        var seen = Lines.SelectMany(line => line.Points).SelectMany(point => new[] { point.Y, point.Low, point.High });
        var ranks = new PlotArea(svg, x, Axis.Over(seen.Concat(Ends), 236, 30));
        ranks.DrawY(Values);
        ranks.DrawX("", numbers: false);
        for (var i = 0; i < Lines.Count; i++)
        {
            DrawLine(svg, ranks, i);
        }

        DrawNames(svg, ranks);
        var loss = new PlotArea(svg, x, Axis.Over(Losses.Select(point => point.Y), Height - 46, 278, 3));
        string Tip((double X, double Y) point) => $"{Time} {Figures.Exact(point.X)}: loss {Figures.LongScore(point.Y)}";
        loss.DrawY(Loss);
        loss.DrawX(Time);
        loss.Line(Losses, Paint.Line(0));
        loss.Dots(Losses.Select(point => (point.X, point.Y, Tip(point))), 3, Paint.Dot(0));
        if (Kept is { } kept && kept >= x.Low && kept <= x.High)
        {
            ranks.Moment(kept, "kept", "moment");
            loss.Moment(kept, "", "moment");
        }

        return svg.ToString();
    }

    Axis TimeAxis()
    {
        var times = Lines.SelectMany(line => line.Points).Select(point => point.X);
        double[] all = [.. times, .. Losses.Select(point => point.X)];
        return Time == "epoch" ? Axis.Epochs(all.Min(), all.Max(), Left, Right) : Axis.Over(all, Left, Right, 4);
    }

    void DrawLine(Svg svg, PlotArea plot, int place)
    {
        var line = Lines[place];
        var banded = line.Points.Where(point => double.IsFinite(point.Low) && double.IsFinite(point.High));
        string Tip(double x, double y) => $"{line.Name}, {Time} {Figures.Exact(x)}: {Figures.Short(y)}";
        svg.Open($"color:{Paint.Depth(place, Lines.Count)}");
        plot.Band([.. banded.Select(point => (point.X, point.Low, point.High))], "band fcurrent");
        plot.Line(line.Points.Select(point => (point.X, point.Y)), "line current");
        plot.Dots(line.Points.Select(point => (point.X, point.Y, Tip(point.X, point.Y))), 2.4, "dot fcurrent");
        svg.Close();
    }

    void DrawNames(Svg svg, PlotArea plot)
    {
        var ends = Lines.Select((line, place) => (Place: place, Value: line.Last))
            .Where(end => double.IsFinite(end.Value)).Select(end => (end.Place, Wanted: plot.Y.At(end.Value))).ToList();
        foreach (var (place, y) in NamePlaces.Spread(ends, plot.Y.To, plot.Y.From, 15))
        {
            svg.Open($"color:{Paint.Depth(place, Lines.Count)}");
            svg.Path([(plot.X.To + 3, ends.First(end => end.Place == place).Wanted), (plot.X.To + 11, y)], "lead");
            svg.Close();
            svg.Text(plot.X.To + 14, y + 4, Shorten(Lines[place].Name), "start", "name");
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
    /// <summary>The last finite value; NaN without one.</summary>
    public double Last => Points.Select(point => point.Y).LastOrDefault(double.IsFinite, double.NaN);

    public static TimeLine Plain(string name, IEnumerable<(double X, double Y)> points) =>
        new(name, [.. points.Select(point => (point.X, point.Y, double.NaN, double.NaN))]);

    /// <summary>How many lines rise and fall, and which most; empty where no line has two finite values.</summary>
    public static string Reading(IReadOnlyList<TimeLine> lines, string what, string places)
    {
        var changes = lines
            .Select(line => (line.Name, Values: line.Points.Select(point => point.Y).Where(double.IsFinite).ToList()))
            .Where(line => line.Values.Count > 1)
            .Select(line => (line.Name, From: line.Values[0], To: line.Values[^1])).ToList();
        if (changes.Count == 0)
        {
            return "";
        }

        var most = changes.MaxBy(change =>
            Math.Abs(change.To - change.From) / Math.Max(1e-12, Math.Abs(change.From) + Math.Abs(change.To)));
        var rising = changes.Count(change => change.To > change.From);
        var falling = changes.Count(change => change.To < change.From);
        var move = Sentence.MoveOf(most.From, most.To);
        return changes.Count == 1 ? $"{what} {move} at {most.Name}."
            : rising == 0 && falling == 0 ? $"{what} stays as it is at all {Figures.Whole(changes.Count)} {places}."
            : $"{what} {Where(rising, falling, changes.Count, places)}; it moves most at {most.Name}, where it {move}.";
    }

    static string Where(int rising, int falling, int count, string places) =>
        rising == count ? $"rises at all {Figures.Whole(rising)} {places}"
        : falling == count ? $"falls at all {Figures.Whole(falling)} {places}"
        : $"rises at {Figures.Whole(rising)} and falls at {Figures.Whole(falling)} of {Figures.Whole(count)} {places}";
}
