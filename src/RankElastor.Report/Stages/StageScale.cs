namespace RankElastor.Report.Stages;

/// <summary>What a rank at a site is shown against.</summary>
enum StageScale
{
    Directions,

    /// <summary>Divided by the rank at the site before: above 1 the module expands, below it contracts.</summary>
    OfPrevious,

    /// <summary>Divided by the rank at the first site: all modules so far together.</summary>
    OfFirst,

    /// <summary>Divided by the mean of Gaussian matrices of the same shape.</summary>
    OfBaseline,
}
