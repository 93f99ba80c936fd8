using System.Globalization;
using System.Text.RegularExpressions;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>The penalty L1·‖w‖₁ + L2/2·‖w‖²₂, whose gradient is L1·sign(w) + L2·w; sign(0) = 0.</summary>
public readonly partial record struct Regulariser(double L1, double L2)
{
    const string Allowed = "a number >= 0 | l1(x) | l2(x) | l1_l2(a,b)";

    /// <summary>No penalty.</summary>
    public static Regulariser None { get; }

    /// <summary>True when there is no penalty.</summary>
    public bool IsNone => L1 == 0 && L2 == 0;

    /// <summary>Reads FuxiCTR's forms: null, a number (L2), <c>l1(x)</c>, <c>l2(x)</c> or <c>l1_l2(a,b)</c>.</summary>
    /// <exception cref="InputException">Another form, or a negative strength.</exception>
    public static Regulariser Parse(string where, object? value)
    {
        var found = value switch
        {
            null => (Regulariser?)None,
            long number => new(0, number),
            double number => new(0, number),
            string text => FromText(text),
            _ => null,
        };
        return found is { } good && IsStrength(good)
            ? good
            : throw InputException.At(where, $"'{value}'", Allowed);
    }

    /// <summary>FuxiCTR's form, for records.</summary>
    public override string ToString() => this switch
    {
        { L1: 0 } => L2.ToString("R", CultureInfo.InvariantCulture),
        { L2: 0 } => string.Create(CultureInfo.InvariantCulture, $"l1({L1:R})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"l1_l2({L1:R},{L2:R})"),
    };

    /// <summary>The penalty of some weights, summed in double.</summary>
    internal double Penalty(ReadOnlySpan<float> weights) =>
        (L2 == 0 ? 0 : L2 / 2 * SumOfSquares.Of(weights)) + (L1 == 0 ? 0 : L1 * GradientSums.Absolute(weights));

    /// <summary>A key of that form.</summary>
    internal static Key<Regulariser> Key(string name, string meaning) => Data.Configuration.Key.Own(
        name, meaning, Allowed, None,
        section => Parse($"{section.Where}: {name}", section.Get(name)), fits: IsStrength) with
    { Example = "l2(1.e-5)" };

    static bool IsStrength(Regulariser value) =>
        value is { L1: >= 0, L2: >= 0 } && double.IsFinite(value.L1 + value.L2);

    static Regulariser? FromText(string text)
    {
        var form = Form().Match(text);
        if (!form.Success)
        {
            return Number(text) is { } plain ? new(0, plain) : null;
        }

        double?[] strengths = [.. form.Groups[2].Value.Split(',').Select(Number)];
        return (form.Groups[1].Value, strengths) switch
        {
            ("l1", [{ } l1]) => new(l1, 0),
            ("l2", [{ } l2]) => new(0, l2),
            ("l1_l2", [{ } l1, { } l2]) => new(l1, l2),
            _ => null,
        };
    }

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^\s*(l1_l2|l1|l2)\s*\((.*)\)\s*$")]
    private static partial Regex Form();
}
