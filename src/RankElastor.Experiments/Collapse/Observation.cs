using RankElastor.Experiments.Collapse.Rows;

namespace RankElastor.Experiments.Collapse;

/// <summary>Runs neither healthy nor planted: what they raise is told, but nothing is claimed of them.</summary>
/// <param name="Name">Short and stable.</param>
/// <param name="What">What is particular about them, in a few words.</param>
/// <param name="Model">The model.</param>
/// <param name="TrainRows">A divisor of <see cref="CollapseData.TrainRows"/>: passes make up for it.</param>
sealed record Observation(string Name, string What, CollapseModel Model, int TrainRows)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Observation> All { get; } =
    [
        new("overfitting", "ten passes over a tenth of the rows: no defect, but ranks may fall "
            + "while the validation loss no longer improves", CollapseModel.RankElastor, CollapseData.TrainRows / 10),
        new("plain-dnn", "no batch normalisation: for its first hundreds of steps "
            + "an MLP learns along one direction of its embeddings", CollapseModel.PlainDnn, CollapseData.TrainRows),
    ];
}
