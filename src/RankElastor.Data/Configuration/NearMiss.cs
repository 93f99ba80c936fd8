namespace RankElastor.Data.Configuration;

/// <summary>
/// Finds the known name that a misspelt one probably meant: the smallest edit distance (insert, delete, replace,
/// swap neighbours),
/// at most 1 for names of up to seven letters and 2 for longer ones, letter case ignored.
/// </summary>
public static class NearMiss
{
    /// <summary>The closest known name within reach, the first of equals, or null.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (best, reach) = ((string?)null, name.Length < 8 ? 1 : 2);
        foreach (var candidate in known.Where(candidate => Math.Abs(candidate.Length - name.Length) <= reach))
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance <= reach)
            {
                (best, reach) = (candidate, distance - 1);
            }
        }

        return best;
    }

    /// <summary>", did you mean 'x'?" or nothing, to end a message with.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        Of(name, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>
    /// Edits that turn one text into the other (optimal string alignment distance); 0 for equal texts.
    /// </summary>
    public static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Smallest(table, left, right, i, j);
            }
        }

        return table[left.Length, right.Length];
    }

    static int Smallest(int[,] table, string left, string right, int i, int j)
    {
        var change = left[i - 1] == right[j - 1] ? 0 : 1;
        var least = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + change);
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(least, table[i - 2, j - 2] + 1) : least;
    }
}
