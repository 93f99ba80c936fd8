using System.Globalization;
using RankElastor.Data.Store;

namespace RankElastor.Data.Preparation;

/// <summary>Says how many values of each field are missing or unknown, and warns where that is no accident.</summary>
/// <remarks>
/// The limits, what they cost and the shares of healthy data are in docs/remarks.md.
/// </remarks>
public static class ValueShares
{
    /// <summary>A share that is this much above that of the splits before it has jumped.</summary>
    public const double Jump = 0.2;

    /// <summary>An unknown share in train itself above which hardly anything of the field is left.</summary>
    public const double MostInTrain = 0.8;

    /// <summary>The least unknown share that is warned of where the other spelling is known.</summary>
    public const double LeastWithTwin = 0.01;

    /// <summary>The largest size of a number that is fed without a warning; others lie near 1.</summary>
    public const double LargestNumber = 1000;

    /// <summary>Fields that a line names.</summary>
    const int MostNamed = 8;

    /// <summary>Two lines, unknown and missing, with each field that has any and a figure for each split.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<SplitShares> splits) => splits.Count == 0 ? [] :
    [
        Line("Unknown ids", splits, field => field.UnknownShare),
        Line("Missing values", splits, field => field.MissingShare),
    ];

    /// <summary>A line for each field of a split or file that stands out from those before it.</summary>
    /// <param name="before">The splits that came before it, train first; none for train itself.</param>
    /// <param name="split">The split, or a file that is encoded alike.</param>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<SplitShares> before, SplitShares split) =>
        [.. split.Fields.SelectMany(field => Warnings(before, split.Name, field))];

    /// <summary>The warnings of all splits, each against those before it.</summary>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<SplitShares> splits) =>
        [.. splits.SelectMany((split, index) => Warnings([.. splits.Take(index)], split))];

    static IEnumerable<string> Warnings(IReadOnlyList<SplitShares> before, string name, FieldShares field)
    {
        var known = before
            .SelectMany(split => split.Fields.Where(other => other.Field == field.Field)
                .Select(other => (split.Name, Shares: other)))
            .ToList();
        var unknown = field.UnknownShare;
        if (known.Count == 0 && unknown > MostInTrain)
        {
            yield return $"{field.Field}: {Percent(unknown)} of its values in {name} are out of vocabulary: "
                + "min_categr_count leaves too few ids, so that most share one vector";
        }
        else if (known.Count > 0
            && (HasJumped(unknown, shares => shares.UnknownShare)
                || (field.Twin is not null && unknown >= LeastWithTwin)))
        {
            yield return $"{field.Field}: {Percent(unknown)} of its values in {name} are unknown ids, out of the "
                + $"vocabulary of train ({Others(shares => shares.UnknownShare)}){Cause(field.Twin)}";
        }

        if (HasJumped(field.MissingShare, shares => shares.MissingShare))
        {
            yield return $"{field.Field}: {Percent(field.MissingShare)} of the rows of {name} have no value "
                + $"({Others(shares => shares.MissingShare)})";
        }
        else if (known.Count == 0 && field.Rows > 0 && field.Missing == field.Rows)
        {
            yield return $"{field.Field}: no row of {name} has a value";
        }

        if (known.Count > 0)
        {
            yield break;
        }

        if (field.IsConstant)
        {
            yield return $"{field.Field}: every row of {name} has the same value, so it tells no row from another; "
                + "active: False leaves it out";
        }
        else if (field is { Least: { } least, Most: { } most } && Math.Max(-least, most) > LargestNumber)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{field.Field}: its numbers lie between {least:G6} and {most:G6} as the model sees them, and drown "
                + $"every other field; normalizer: StandardScaler brings them to the scale of 1, or type: categorical "
                + $"with category_processor: quantile_bucket makes ids of them");
        }

        bool HasJumped(double share, Func<FieldShares, double> of) =>
            known.Count > 0 && share >= Jump + known.Max(other => of(other.Shares));

        string Others(Func<FieldShares, double> of) =>
            string.Join(", ", known.Select(other => $"{other.Name} {Percent(of(other.Shares))}"));
    }

    static string Cause(UnknownTwin? twin) => twin is null
        ? ""
        : $"; most differ from known ones by {twin.Difference}: '{twin.Found}' is '{twin.Known}' in train";

    static string Line(string what, IReadOnlyList<SplitShares> splits, Func<FieldShares, double> of)
    {
        var fields = splits[0].Fields.Select(field => field.Field)
            .Select(name => (Name: name, Shares: splits.Select(split =>
                split.Fields.FirstOrDefault(field => field.Field == name) is { } shares ? of(shares) : 0).ToList()))
            .Where(field => field.Shares.Any(share => share > 0))
            .OrderByDescending(field => field.Shares.Max()).ToList();
        var named = fields.Take(MostNamed).Select(field =>
            $"{field.Name} {string.Join(" / ", field.Shares.Select(Percent))}");
        var more = fields.Count > MostNamed ? $" and {fields.Count - MostNamed} more fields" : "";
        return $"{what} ({string.Join(" / ", splits.Select(split => split.Name))}): "
            + (fields.Count == 0 ? "none" : string.Join(", ", named) + more);
    }

    static string Percent(double share) => share is > 0 and < 0.0005 ? "< 0.1 %"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
