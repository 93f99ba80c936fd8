namespace RankElastor.Report.Drawing;

/// <summary>A linear scale from values to coordinates, with ticks at round numbers.</summary>
sealed class Axis
{
    readonly double _step;

    Axis(double low, double high, double from, double to, double step, double firstTick)
    {
        Low = low;
        High = high;
        From = from;
        To = to;
        _step = step;
        var count = (int)Math.Floor((high - firstTick) / step + 1e-6) + 1;
        Ticks = [.. Enumerable.Range(0, count).Select(i => firstTick + i * step)];
    }

    public IReadOnlyList<double> Ticks { get; }
    public double From { get; }
    public double To { get; }
    public double Low { get; }
    public double High { get; }

    /// <summary>An axis that holds every finite value, widened to round ends; without values, 0 to 1.</summary>
    public static Axis Over(IEnumerable<double> values, double from, double to, int ticks = 5)
    {
        var finite = values.Where(double.IsFinite).ToList();
        var (low, high) = finite.Count == 0 ? (0, 1) : (finite.Min(), finite.Max());
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            var room = Math.Max(Math.Abs(high) * 0.05, 1e-3);
            (low, high) = (low - room, high + room);
        }

        var step = RoundStep((high - low) / ticks);
        low = Math.Floor(low / step + 1e-6) * step;
        high = Math.Ceiling(high / step - 1e-6) * step;
        return new Axis(low, high, from, to, step, low);
    }

    /// <summary>An axis of densities or amounts that begins at zero.</summary>
    public static Axis FromZero(double high, double from, double to, int ticks = 5) =>
        Over([0, high > 0 ? high : 1], from, to, ticks);

    /// <summary>An axis of epochs: whole numbers only.</summary>
    public static Axis Epochs(double low, double high, double from, double to)
    {
        (low, high) = (Math.Floor(low), Math.Ceiling(high));
        if (high <= low)
        {
            (low, high) = (Math.Max(0, low - 1), low + 1);
        }

        var step = Math.Max(1, RoundStep((high - low) / 8));
        step = step > 1 ? Math.Ceiling(step) : 1;
        return new Axis(low, high, from, to, step, Math.Ceiling(low / step) * step);
    }

    /// <summary>Places 0 … <paramref name="count"/> − 1 of equal width.</summary>
    public static Axis Places(int count, double from, double to) => new(-0.5, count - 0.5, from, to, 1, 0);

    /// <summary>The coordinate of a value.</summary>
    public double At(double value) => From + (value - Low) / (High - Low) * (To - From);

    /// <summary>The text of a tick, with as many decimals as tell it from its neighbours.</summary>
    public string Name(double tick)
    {
        var largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        var (unit, suffix) = largest >= 1e6 ? (1e6, "M") : largest >= 1e4 ? (1e3, "k") : (1, "");
        var step = _step / unit;
        var decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        var places = step * Math.Pow(10, decimals);
        var whole = Math.Abs(places - Math.Round(places)) < 1e-6;
        return Figures.Fixed(tick / unit, whole ? decimals : decimals + 1) + (tick == 0 ? "" : suffix);
    }

    static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var lead = rough / power;
        return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 2.5001 ? 2.5 : lead <= 5.0001 ? 5 : 10);
    }
}
