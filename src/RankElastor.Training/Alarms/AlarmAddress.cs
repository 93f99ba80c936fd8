using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// The parts of an address of <see cref="Probes.ProbeReading.Numbers"/>: <c>measure/site</c> for rows' matrices, <c>kind/measure/subject</c> for everything else.
/// </summary>
static class AlarmAddress
{
    static readonly string[] _kinds =
    [
        HealthKind.Batch, HealthKind.Tokens, HealthKind.Gate, HealthKind.Attention, HealthKind.Table, HealthKind.Weight, HealthKind.Model,
    ];

    /// <summary>Whether an address is the pattern or, where the pattern ends in *, begins as it does.</summary>
    public static bool Matches(string pattern, string address) =>
        pattern.EndsWith('*') ? address.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == address;

    /// <summary>The site, field, parameter or <c>model</c>.</summary>
    public static string Subject(string address) => address[Head(address)..];

    /// <summary>The measure's name.</summary>
    public static string Measure(string address) => address[..(Head(address) - 1)] is var head && head.Contains('/') ? head[(head.IndexOf('/') + 1)..] : head;

    /// <summary>The address of another measure of the same subject and kind.</summary>
    public static string Sibling(string address, string measure)
    {
        var head = address[..(Head(address) - 1)];
        return head.Contains('/') ? $"{head[..head.IndexOf('/')]}/{measure}/{Subject(address)}" : $"{measure}/{Subject(address)}";
    }

    /// <summary>Where the subject begins.</summary>
    static int Head(string address)
    {
        var first = address.IndexOf('/') + 1;
        return IsHealth(address) ? address.IndexOf('/', first) + 1 : first;
    }

    /// <summary>Whether it addresses a measure of health rather than of rows' matrices.</summary>
    public static bool IsHealth(string address) => _kinds.Contains(address[..Math.Max(0, address.IndexOf('/'))]);
}
