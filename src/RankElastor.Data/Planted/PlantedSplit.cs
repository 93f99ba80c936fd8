namespace RankElastor.Data.Planted;

/// <summary>Which of the independent streams of rows.</summary>
public enum PlantedSplit
{
    /// <summary>Rows to fit on.</summary>
    Train,

    /// <summary>Rows to stop on.</summary>
    Valid,

    /// <summary>Rows to report on.</summary>
    Test,
}
