using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Forms;

/// <summary>A value at each place of the model in the order in which a row passes them: a line per model, with the 95 % interval of the mean, trained over initial weights.</summary>
sealed record PlacesForm
{
    const double Left = 48;
    const double Right = Svg.Width - 12;
    const int MostBands = 3;
    const int MostIntervals = 10;
    const double IntervalGap = 0.09;
    const double MostStretch = 0.15;

    /// <summary>For readers who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>The y axis: measure and unit.</summary>
    public required string Values { get; init; }

    public required IReadOnlyList<string> Places { get; init; }
    public required IReadOnlyList<PlacesLine> Lines { get; init; }

    /// <summary>Short dashed rules, such as the value without structure at a place.</summary>
    public IReadOnlyList<(int Place, double Value)> Rules { get; init; } = [];

    /// <summary>A level over all places, such as 1 for a ratio.</summary>
    public double Level { get; init; } = double.NaN;

    /// <summary>Values that the y axis must show.</summary>
    public IReadOnlyList<double> Ends { get; init; } = [];

    public bool HasBands => Lines.Select(line => line.Group).Distinct().Count() <= MostBands;

    public bool HasIntervals => Lines.Count <= MostIntervals;

    public string Draw()
    {
        var low = Panel.RoomForPlaces(Places, Right - Left);
        var height = 230 + low;
        var svg = new Svg(Svg.Width, height, Description);
        var panel = new Panel(svg, Axis.Places(Places.Count, Left, Right), Axis.Over(Seen(), height - low, 30));
        panel.DrawY(Values);
        panel.DrawPlaces(Places);
        if (double.IsFinite(Level))
        {
            panel.Level(Level, "", "rule");
        }

        foreach (var (place, value) in Rules)
        {
            panel.Line([(place - 0.42, value), (place + 0.42, value)], "rule");
        }

        foreach (var (line, i) in Lines.Select((line, i) => (line, i)).OrderBy(entry => !entry.line.IsInitial))
        {
            DrawLine(panel, line, IntervalGap * (i - (Lines.Count - 1) / 2.0));
        }

        return svg.ToString();
    }

    /// <summary>What the y axis must hold; of intervals (two seeds have very long ones) only as much as the values themselves span.</summary>
    List<double> Seen()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        var values = points.SelectMany(point => new[] { point.Value.Mean, HasBands ? point.Low : double.NaN, HasBands ? point.High : double.NaN })
            .Concat(Rules.Select(rule => rule.Value)).Concat(Ends).Append(Level).Where(double.IsFinite).ToList();
        if (!HasIntervals || values.Count == 0)
        {
            return values;
        }

        var (low, high) = (values.Min(), values.Max());
        var room = (high - low) * MostStretch;
        return [.. values, .. points.SelectMany(point => new[] { point.Value.Low, point.Value.High }).Where(double.IsFinite).Select(end => Math.Clamp(end, low - room, high + room))];
    }

    void DrawLine(Panel panel, PlacesLine line, double aside)
    {
        if (HasBands)
        {
            panel.Band([.. line.Points.Where(point => double.IsFinite(point.Low)).Select(point => ((double)point.Place, point.Low, point.High))],
                line.IsGrey ? "band start" : Paint.Band(line.Group));
        }

        panel.Line(line.Points.Select(point => ((double)point.Place, point.Value.Mean)),
            line.IsGrey ? "line start" : line.IsInitial ? Paint.ThinLine(line.Group) + " faint" : Paint.Line(line.Group));
        if (HasIntervals)
        {
            foreach (var point in line.Points)
            {
                panel.Interval(point.Place + aside, point.Value.Low, point.Value.High, line.IsGrey ? "thin start" : Paint.Whisker(line.Group));
            }
        }

        panel.Marks(line.Points.Select(point => ((double)point.Place, point.Value.Mean, HasIntervals ? $"{line.Name}, {Places[point.Place]}: {Words(point)}" : "")),
            line.IsInitial ? 2.2 : 3.2, line.Group, line.IsGrey ? "dot fstart" : Paint.Dot(line.Group) + (line.IsInitial ? " faint" : ""));
    }

    static string Words(PlacesPoint point) => Figures.Short(point.Value.Mean)
        + (double.IsFinite(point.Value.Half) ? $" [95\u00a0%: {Figures.Short(point.Value.Low)} to {Figures.Short(point.Value.High)}]" : "")
        + (double.IsFinite(point.Low) ? $"; 5–95\u00a0% of rows: {Figures.Short(point.Low)} to {Figures.Short(point.High)}" : "");
}

/// <summary>One model's values; grey for the initial weights of a single run.</summary>
sealed record PlacesLine(string Name, int Group, bool IsInitial, bool IsGrey, IReadOnlyList<PlacesPoint> Points)
{
    static readonly bool[] _weights = [true, false];

    /// <summary>Initial and trained weights of each model; lines without a point are left out.</summary>
    public static IReadOnlyList<PlacesLine> Pairs(RunSet set, Func<RunGroup, bool, List<PlacesPoint>> points) =>
        [.. set.Groups.SelectMany(group => _weights.Select(initial => new PlacesLine($"{group.Label}, {(initial ? "initial weights" : "trained")}", group.Index, initial,
            initial && set.IsSingle, points(group, initial)))).Where(line => line.Points.Count > 0)];
}

/// <summary>A mean with its interval, and the band from <c>Low</c> to <c>High</c> that rows fill (NaN without).</summary>
sealed record PlacesPoint(int Place, Interval Value, double Low = double.NaN, double High = double.NaN);
