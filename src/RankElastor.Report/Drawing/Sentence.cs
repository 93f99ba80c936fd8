namespace RankElastor.Report.Drawing;

/// <summary>Parts of the sentences that stand above charts.</summary>
static class Sentence
{
    /// <summary>
    /// Text that begins with a capital letter. A name in front, such as entropy_rank_ev or m_seed1, stays as it is, and
    /// so does empty text.
    /// </summary>
    public static string Capital(string text) =>
        text.Length > 0 && text.TakeWhile(sign => sign is not (' ' or ':' or ','))
            .All(sign => char.IsLetter(sign) || sign == '-')
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : text;

    /// <summary>What a value does between two moments: rises, falls or stays.</summary>
    public static string Move(double from, double to) => to > from ? "rises" : to < from ? "falls" : "stays";

    /// <summary>The move with both values, of about three digits each.</summary>
    public static string MoveOf(double from, double to) =>
        $"{Move(from, to)} from {Figures.Short(from)} to {Figures.Short(to)}";
}
