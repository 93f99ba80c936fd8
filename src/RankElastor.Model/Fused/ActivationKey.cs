using RankElastor.Data.Configuration;

namespace RankElastor.Model.Fused;

/// <summary>Keys that name an activation.</summary>
static class ActivationKey
{
    /// <summary>The names.</summary>
    public static string Allowed { get; } = string.Join(" | ", Enum.GetNames<Activation>()).ToLowerInvariant();

    /// <summary>A key for one activation.</summary>
    public static Key<Activation> Of(string name, string meaning, Activation absent) => Key.Own(
        name, meaning, Allowed, absent,
        section => ActivationFunctions.Parse($"{section.Where}: {name}", section.Text(name)!),
        activation => activation.ToString().ToLowerInvariant());
}
