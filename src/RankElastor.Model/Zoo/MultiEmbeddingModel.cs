using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo;

/// <summary>
/// M independent models on the same rows, each with its own embedding tables, interactions and head:
/// logit = (1/M) Σ_i logit_i. With linear heads that are equal this is the multi-embedding design of Guo et al. (On the
/// embedding collapse when scaling up recommendation models, 2024), which averages the interactions' outputs before one
/// linear map. With an MLP head the average is taken after the MLP, not before it.
/// </summary>
/// <remarks>
/// Names of parameters, tables and stages begin with <c>set1.</c>, those of sites with <c>set1/</c>. Each set has a
/// seed and dropout masks of its own.
/// </remarks>
public sealed class MultiEmbeddingModel : RankingModel
{
    readonly List<(string Name, RankingModel Model)> _sets = [];

    /// <summary>Builds the models, each from a seed of its own.</summary>
    public MultiEmbeddingModel(int sets, Func<int, RankingModel> make, Schema schema, int seed) : base(schema, seed)
    {
        var seeds = new SeededRandom((ulong)seed);
        for (var i = 1; i <= sets; i++)
        {
            var name = $"set{i}";
            var model = make(seeds.Fork(name).NextInt(int.MaxValue));
            Adopt(name, model);
            _sets.Add((name, model));
        }

        Warnings = _sets[0].Model.Warnings;
        Sites = [.. _sets.SelectMany(set => set.Model.Sites.Select(site => site with
        {
            Name = $"{set.Name}/{site.Name}",
            Stage = $"{set.Name}.{site.Stage}",
        }))];
    }

    /// <inheritdoc/>
    public override int Tasks => _sets[0].Model.Tasks;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        Tensor? sum = null;
        foreach (var (name, model) in _sets)
        {
            var part = pass.Within(name);
            var logits = model.Logits(batch, part);
            sum = sum is null ? logits : sum + logits;
            if (part.Penalty is { } penalty)
            {
                pass.AddPenalty(penalty / _sets.Count);
            }

            pass.WeighLoss(part.LossFactor);
            foreach (var (side, factor) in part.SideLogits)
            {
                pass.AddSideLogits(side, factor / _sets.Count);
            }
        }

        return sum! / _sets.Count;
    }
}
