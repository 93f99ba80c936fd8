using System.Globalization;
using System.Text;

namespace RankElastor.Experiments.Claims;

/// <summary>Every value as a file: id, hash of the rule, claim or false twin, seed, value.</summary>
static class ClaimsTable
{
    /// <summary>The head.</summary>
    public const string Head = "id,rule,of,seed,value\n";

    /// <summary>Of judged claims.</summary>
    public static string Csv(IEnumerable<JudgedClaim> claims, int firstSeed)
    {
        var lines = new StringBuilder(Head);
        foreach (var claim in claims)
        {
            Append(lines, claim, "claim", claim.Values, firstSeed);
            Append(lines, claim, "control", claim.ControlValues, firstSeed);
        }

        return lines.ToString();
    }

    static void Append(
        StringBuilder lines, JudgedClaim claim, string kind, IReadOnlyList<double> values, int firstSeed)
    {
        for (var i = 0; i < values.Count; i++)
        {
            lines.Append(
                CultureInfo.InvariantCulture, $"{claim.Of.Id},{claim.Hash},{kind},{firstSeed + i},{values[i]:R}\n");
        }
    }
}
