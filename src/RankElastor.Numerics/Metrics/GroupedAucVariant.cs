namespace RankElastor.Numerics.Metrics;

/// <summary>
/// The field's definitions of AUC by group; the same predictions give different numbers, so each is called by its name.
/// </summary>
/// <remarks>AUC_g is the exact area within group g (mid-ranks); n_g its rows; P_g its positives.</remarks>
public enum GroupedAucVariant
{
    /// <summary>gAUC of FuxiCTR: sum n_g·AUC_g / sum n_g over the groups with both classes.</summary>
    FuxiCtr,

    /// <summary>gAUC of RecBole: sum P_g·AUC_g / sum P_g over the groups with both classes.</summary>
    RecBole,

    /// <summary>
    /// grouped_auc of TorchEasyRec, and avgAUC of FuxiCTR: the plain mean over the groups with both classes.
    /// </summary>
    TorchEasyRec,

    /// <summary>
    /// gauc of torchrec: the plain mean over the groups (sessions) with both classes whose predictions are not all
    /// identical. Ties take the mid-rank here; in torchrec their order in the batch decides.
    /// </summary>
    TorchRec,
}
