namespace RankElastor.Model.Passes;

/// <summary>
/// A named place in a model that a probe can read: its public name (<c>block1/mixing</c>), the observed stage behind
/// it, and what its tensor is. Sites are listed in forward order. Those with a matrix per row are observed in every
/// pass, others where <see cref="ForwardPass.ShowsEveryStage"/>.
/// </summary>
public sealed record Site(string Name, string Stage, SiteKind Kind = SiteKind.Tokens)
{
    /// <summary>Whether the tensor is [B, rows, columns], so that every row of the data has a spectrum.</summary>
    public bool HasRows => Kind is SiteKind.Tokens or SiteKind.Rows or SiteKind.Padded;
}

/// <summary>What a site's tensor is.</summary>
public enum SiteKind
{
    /// <summary>[B, rows, columns]: one matrix per row of the data, its rows being tokens, fields or maps.</summary>
    Tokens,

    /// <summary>
    /// [B, rows, columns]: a matrix per row made for observers, of numbers that the model has in another form only. Its
    /// rows have spectra; the batch has those of the numbers themselves, at another site.
    /// </summary>
    Rows,

    /// <summary>
    /// [B, rows, columns]: a matrix per row whose rows of zeros are padding, as of a history. No measure counts them:
    /// each matrix is compared with matrices without structure of its own rows, the batch's matrix has all that are
    /// not padding.
    /// </summary>
    Padded,

    /// <summary>[B, n]: one vector per row, so that only the batch has a spectrum.</summary>
    Vector,

    /// <summary>
    /// Outputs of an activation or gating unit, [B, …, units]; of per-token networks [B, T · units].
    /// </summary>
    Gate,

    /// <summary>[B, heads, n, n]: attention weights, each row summing to 1.</summary>
    Attention,
}
