namespace RankElastor.Experiments.Scaling;

/// <summary>A model in every size.</summary>
/// <param name="Name">As configurations name the model.</param>
/// <param name="Runs">By size, one per seed in the order of seeds.</param>
sealed record ScaleModel(string Name, IReadOnlyDictionary<ScaleShape, IReadOnlyList<ScaleRun>> Runs)
{
    /// <summary>Grown in one way.</summary>
    public ScaleCurve Curve(ScaleFamily family) => new(family, [.. family.Shapes.Select(shape => Runs[shape])]);

    /// <summary>Growing in both ways against growing in one, at equal size.</summary>
    public EqualSize JointAgainst(ScaleFamily single, ScaleSize size) =>
        EqualSize.Of(Curve(ScaleFamily.Joint), Curve(single), size);
}

/// <summary>Both models on a data set.</summary>
sealed record ScaleSet(string Data, ScaleModel Mixer, ScaleModel Elastor)
{
    /// <summary>Models that can be grown.</summary>
    public const string MixerName = "RankMixer", ElastorName = "RankElastor";

    /// <summary>RankMixer first.</summary>
    public IReadOnlyList<ScaleModel> Models => [Mixer, Elastor];
}
