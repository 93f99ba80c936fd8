using System.Globalization;

namespace RankElastor.Report.Drawing;

/// <summary>Numbers as text: invariant culture, a true minus sign, a dash for what is not finite.</summary>
static class Figures
{
    public const string Missing = "–";

    /// <summary>A coordinate in a drawing.</summary>
    public static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A number of a data file: six digits.</summary>
    public static string Exact(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>About three digits: ranks, ratios.</summary>
    public static string Short(double value) =>
        Fixed(value, Math.Abs(value) switch { >= 99.5 => 0, >= 9.95 => 1, >= 0.995 => 2, _ => 3 });

    /// <summary>A metric: AUC and logloss move in the fourth digit.</summary>
    public static string Score(double value) => Fixed(value, 4);

    /// <summary>A metric in a table.</summary>
    public static string LongScore(double value) => Fixed(value, 5);

    /// <summary>A difference with its sign.</summary>
    public static string Signed(double value, int decimals) => (value > 0 ? "+" : "") + Fixed(value, decimals);

    /// <summary>A fraction as a signed percentage.</summary>
    public static string Percent(double fraction)
    {
        var percent = 100 * fraction;
        var decimals = Math.Abs(percent) switch { < 0.995 => 2, < 99.5 => 1, _ => 0 };
        return Signed(percent, decimals) + (double.IsFinite(percent) ? "\u00a0%" : "");
    }

    /// <summary>A whole number with groups of three.</summary>
    public static string Count(double value) =>
        double.IsFinite(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : Missing;

    /// <summary>A whole number.</summary>
    public static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
        {
            return Missing;
        }

        var whole = (long)Math.Round(seconds);
        return seconds < 9.95 ? Fixed(seconds, 2) + " s"
            : whole < 120 ? Fixed(seconds, 0) + " s"
            : whole < 7200 ? $"{Count(whole / 60)} min {Count(whole % 60)} s"
            : $"{Count(whole / 3600)} h {Count(whole / 60 % 60)} min";
    }

    /// <summary>A number with a given number of decimals.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        var text = value.ToString("F" + Whole(decimals), CultureInfo.InvariantCulture);
        var isZero = !text.AsSpan().ContainsAnyInRange('1', '9');
        return text.StartsWith('-') ? (isZero ? "" : "−") + text[1..] : text;
    }
}
