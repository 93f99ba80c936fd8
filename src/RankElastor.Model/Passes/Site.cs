namespace RankElastor.Model.Passes;

/// <summary>
/// A named place in a model that a probe can read: its public name (<c>block1/mixing</c>), the observed stage behind it, and what the stage's tensor is. Sites are
/// listed in the order in which a row passes them. Token sites are seen in every pass, the others where <see cref="ForwardPass.ShowsEveryStage"/>.
/// </summary>
public sealed record Site(string Name, string Stage, SiteKind Kind = SiteKind.Tokens);

/// <summary>What a site's tensor is.</summary>
public enum SiteKind
{
    /// <summary>[B, rows, columns]: one matrix per row of the data, its rows being tokens, fields or maps.</summary>
    Tokens,

    /// <summary>[B, n]: one vector per row, so that only the batch has a spectrum.</summary>
    Vector,

    /// <summary>Outputs of an activation function or a gate, units last: [B, …, units]. The T networks of tokens have units of their own: [B, T · units].</summary>
    Gate,

    /// <summary>[B, heads, n, n]: attention weights, each row summing to 1.</summary>
    Attention,
}
