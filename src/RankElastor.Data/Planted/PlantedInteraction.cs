using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Planted;

/// <summary>An interaction of three or more fields: Σ_r Π_f a_f,r[id_f], a CP tensor of the given rank.</summary>
/// <param name="Fields">Positions (from 0) of distinct fields; categorical ones come first, then numeric ones.</param>
/// <param name="Rank">Terms of the sum, at least 1.</param>
/// <param name="Scale">Standard deviation of the interaction's part of the logit.</param>
public sealed record PlantedInteraction(IReadOnlyList<int> Fields, int Rank, double Scale)
{
    /// <summary>The keys of an entry of <c>high_order</c>.</summary>
    internal static KeyTable<PlantedInteraction> Keys { get; } = new(() => new([], 1, 1))
    {
        {
            Key.Wholes("fields", "Positions of three or more distinct fields.", least: 0) with
            { Example = "[0, 2, 4]" },
            part => part.Fields
        },
        { Key.Whole("rank", "Terms of the sum.", least: 1, most: 256), part => part.Rank },
        { Key.Real("scale", "Standard deviation of its part of the logit.", least: 0, most: 100), part => part.Scale },
    };

    /// <summary>
    /// Refuses an interaction that the first <paramref name="fields"/> fields cannot have; <paramref name="where"/>
    /// opens the message.
    /// </summary>
    internal void Check(string where, int fields)
    {
        Keys.Check(this);
        if (Fields.Count < 3 || Fields.Distinct().Count() < Fields.Count || Fields.Max() >= fields)
        {
            throw InputException.At(where, $"fields [{string.Join(", ", Fields)}]",
                $"three or more distinct fields of 0 … {fields - 1}");
        }
    }
}
