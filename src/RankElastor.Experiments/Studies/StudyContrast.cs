using System.Globalization;
using RankElastor.Data.Files;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// A weighted sum of experiments whose weights add up to 0, judged like a difference: a pair is one experiment less
/// another; <c>A - B - C + D</c> asks whether two changes together bring more than their sum.
/// </summary>
/// <param name="Name">Of a contrast; empty for a pair.</param>
/// <param name="Terms">In order, the first with a weight above 0.</param>
public sealed record StudyContrast(string Name, IReadOnlyList<StudyTerm> Terms)
{
    const string Form = "a sum such as A - B - C + D whose weights add up to 0, a sign between words: 2 A - B - C";

    /// <summary>Whether it is one experiment less another.</summary>
    public bool IsPair => Name.Length == 0;

    /// <summary>For tables: a pair's experiment, or the contrast's name.</summary>
    internal string Head => IsPair ? Terms[0].Experiment : Name;

    /// <summary>For tables: what a pair's experiment is compared with, or the sum.</summary>
    internal string Tail => IsPair ? Terms[1].Experiment : Sum(name => name);

    /// <summary>One experiment less another.</summary>
    public static StudyContrast Pair(string model, string other) => new("", [new(1, model), new(-1, other)]);

    /// <summary>Reads a formula; a name may hold signs, since signs of the sum stand alone.</summary>
    /// <param name="where">For complaints.</param>
    /// <param name="name">The contrast's.</param>
    /// <param name="formula">Names, signs and numbers, spaces between them.</param>
    /// <exception cref="InputException">It is no such sum.</exception>
    public static StudyContrast Read(string where, string name, string formula)
    {
        List<StudyTerm> terms = [];
        double? weight = 1;
        foreach (var word in formula.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            weight = word switch
            {
                "+" => weight is null ? 1 : throw Wrong(),
                "-" => weight is null ? -1 : throw Wrong(),
                _ when weight is null => throw Wrong(),
                _ when double.TryParse(
                    word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times)
                    => weight.Value * times,
                _ => Added(weight.Value, word),
            };
        }

        return terms.Count > 1 && weight is null && Math.Abs(terms.Sum(term => term.Weight)) < 1e-9
            && terms.All(term => term.Weight != 0) && terms.Select(term => term.Experiment).Distinct().Count()
                == terms.Count
            ? new(name, terms) : throw Wrong();

        double? Added(double factor, string experiment)
        {
            terms.Add(new(factor, experiment));
            return null;
        }

        InputException Wrong() => InputException.At(where, $"'{formula}'", Form);
    }

    /// <summary>In words, names as <paramref name="shown"/> has them.</summary>
    internal string Text(Func<string, string> shown) => IsPair ? Sum(shown) : $"{Name}: {Sum(shown)}";

    string Sum(Func<string, string> shown) => string.Concat(Terms.Select((term, i) =>
        (i == 0 ? "" : term.Weight < 0 ? " − " : " + ")
        + (Math.Abs(term.Weight) == 1 ? "" : Math.Abs(term.Weight).ToString(CultureInfo.InvariantCulture) + " ")
        + shown(term.Experiment)));
}

/// <summary>A part of a contrast.</summary>
/// <param name="Weight">Its factor.</param>
/// <param name="Experiment">Its experiment.</param>
public sealed record StudyTerm(double Weight, string Experiment);
