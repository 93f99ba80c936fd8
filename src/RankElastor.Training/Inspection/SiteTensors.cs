using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>A site's vectors, one per row: [rows, <c>Width</c>], row-major, tokens side by side.</summary>
sealed record SiteTensor(string Site, int Width, float[] Values)
{
    public ReadOnlySpan<float> First(int rows) => Values.AsSpan(0, rows * Width);
}

/// <summary>What some rows look like at every token and vector site of a model, in the model's order.</summary>
static class SiteTensors
{
    /// <summary>One evaluation pass; <paramref name="logloss"/> is that of the rows.</summary>
    public static IReadOnlyList<SiteTensor> Of(RankingModel model, Batch rows, Machine machine, out double logloss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var sites = model.Sites.Where(site => site.Kind is SiteKind.Tokens or SiteKind.Vector).ToLookup(
            site => site.Stage);
        var seen = new Dictionary<string, SiteTensor>();
        var pass = ForwardPass.Evaluate((stage, value) =>
        {
            foreach (var site in sites[stage])
            {
                var flat = value.flatten(1).contiguous();
                seen[site.Name] = new SiteTensor(site.Name, (int)flat.shape[1], TensorSpans.Floats(flat).ToArray());
            }
        }, machine);
        logloss = FirstTask.Loss(model, model.Logits(rows, pass), rows);
        return [.. model.Sites.Where(site => seen.ContainsKey(site.Name)).Select(site => seen[site.Name])];
    }
}
