using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// Where what a rule compares lies in healthy runs of a model on generated rows: quantiles over readings of several
/// widths, kinds of rows and seeds. A place is a kind of site with its numbers stripped (<c>block*/ffn/gate*</c>); all
/// tables are one place. The reference is a file of the assembly, written by <c>lab normal</c>.
/// </summary>
/// <param name="Readings">Readings behind the quantiles.</param>
/// <param name="Values">The quantiles at <see cref="Levels"/>, in units of what the rule compares, rising.</param>
public sealed partial record NormalRange(int Readings, IReadOnlyList<double> Values)
{
    const string File = "NormalRanges.json";

    static readonly Lazy<JsonDocument> _reference = new(Open);

    /// <summary>Shares of the readings that lie below the quantiles.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// <summary>How the reference was made: command, seeds, commit, number of runs, kinds of rows.</summary>
    public static IReadOnlyDictionary<string, string> Provenance { get; } = _reference.Value.RootElement
        .GetProperty("provenance").EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetString()!);

    /// <summary>The range of what a rule compares at an address; null where the reference has none.</summary>
    /// <param name="model">As <c>model:</c> names it.</param>
    /// <param name="rule">Says what of the number is compared.</param>
    /// <param name="address">One number, not a family.</param>
    public static NormalRange? Find(string model, AlarmRule rule, Address address) =>
        _reference.Value.RootElement.GetProperty("models").TryGetProperty(model, out var places)
        && places.TryGetProperty(Place(rule, address), out var found)
            ? new NormalRange(
                found.GetProperty("readings").GetInt32(),
                [.. found.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())])
            : null;

    /// <summary>One phrase: the range from 1 % to 99 %, or that there is no reference.</summary>
    public static string Text(string model, AlarmRule rule, Address address) =>
        Find(model, rule, address) is { } range
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"healthy runs of {model} on generated rows: {range.Values[0]:G3} … {range.Values[^1]:G3} "
                + $"(1 to 99 % of {range.Readings} readings)")
            : $"no reference for {model}{(Knows(model) ? $" at {Place(rule, address)}" : "")}";

    /// <summary>
    /// A key of the reference: what is compared, then the address with its numbers stripped, such as <c>level
    /// gate/dead_share/dnn/hidden*/gate</c>.
    /// </summary>
    public static string Place(AlarmRule rule, Address address)
    {
        var subject = address.Kind == SubjectKind.Table ? "*" : Numbers().Replace(address.Subject, "*");
        return $"{rule.Quantity.ToString().ToLowerInvariant()} {address with { Subject = subject }}";
    }

    static bool Knows(string model) =>
        _reference.Value.RootElement.GetProperty("models").TryGetProperty(model, out _);

    static JsonDocument Open()
    {
        using var stream = typeof(NormalRange).Assembly.GetManifestResourceStream(File)!;
        return JsonDocument.Parse(stream);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
