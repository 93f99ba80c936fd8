using RankElastor.Data.Rows;
using RankElastor.Model;

namespace RankElastor;

/// <summary>
/// How many threads a step is worth. A step has a hundred or so parallel parts, and each waits for its last thread:
/// beside other work a thread that the system has put aside for a time slice of some milliseconds costs more than a
/// small part takes. So each thread must have some milliseconds of work of its own in a step.
/// </summary>
static class StepThreads
{
    /// <summary>Multiply-adds that are worth a thread: 3 to 5 ms of one.</summary>
    public const double ProductsOfThread = 1e8;

    /// <summary>Multiply-adds that gathering or updating a number of a table costs: memory, not arithmetic.</summary>
    const double ProductsOfNumber = 10;

    /// <summary>
    /// The threads of a training step, from 1 to <paramref name="most"/>: from shapes alone, so that the same run on
    /// the same machine always has the same number and ends in the same bits.
    /// </summary>
    public static int OfTraining(RankingModel model, int rows, int most) =>
        Of(3.0 * model.ProductsPerRow * rows // forward, and backward to inputs and weights
            + ProductsOfNumber * (Gathered(model, rows) + model.EmbeddingParameters), most);

    /// <summary>The same of scoring a batch.</summary>
    public static int OfScoring(RankingModel model, int rows, int most) =>
        Of((double)model.ProductsPerRow * rows + ProductsOfNumber * Gathered(model, rows), most);

    static double Gathered(RankingModel model, int rows) => (double)rows * new BatchLayout(model.Schema).Positions
        * model.Embeddings.Sum(set => set.Tables.Max(table => table.Width));

    static int Of(double products, int most) => (int)Math.Clamp(products / ProductsOfThread, 1, Math.Max(1, most));
}
