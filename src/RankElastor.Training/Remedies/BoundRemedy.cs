using System.IO.Enumeration;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Training.Remedies.Penalties;
using static TorchSharp.torch;

namespace RankElastor.Training.Remedies;

/// <summary>A remedy with what it is of: the stages behind its sites, or the weight matrices behind them.</summary>
sealed class BoundRemedy
{
    readonly RemedyOptions _options;
    readonly Penalty _penalty;
    readonly IReadOnlyList<Tensor> _weights;

    BoundRemedy(RemedyOptions options, Penalty penalty, IReadOnlyList<string> stages, IReadOnlyList<Tensor> weights) =>
        (_options, _penalty, Stages, _weights) = (options, penalty, stages, weights);

    public string Name => _options.Name;

    public bool IsDormant => _options.IsDormant;

    /// <summary>Stages whose tensors the penalty needs; none for one of weights.</summary>
    public IReadOnlyList<string> Stages { get; }

    /// <summary>Finds sites by name; without one, all token sites, or all weight matrices behind them.</summary>
    public static BoundRemedy Of(RankingModel model, RemedyOptions options)
    {
        var penalty = RemedyCatalogue.Find(options.Name)!.Make!();
        // a training pass shows token sites only
        var known = model.Sites.Where(
            site => site.Kind == SiteKind.Tokens || (penalty.IsOfWeights && site.Kind == SiteKind.Vector)).ToList();
        var sites = options.Site is { } pattern
            ? [.. known.Where(site => FileSystemName.MatchesSimpleExpression(pattern, site.Name, ignoreCase: false))]
            : known.Where(site => site.Kind == SiteKind.Tokens).ToList();
        var names = known.Select(site => site.Name).ToList();
        if (sites.Count == 0)
        {
            throw InputException.At($"{options.Where}: site",
                $"'{options.Site ?? "nothing"}'", string.Join(" | ", names) + NearMiss.Hint(options.Site ?? "", names));
        }

        if (!penalty.IsOfWeights)
        {
            return new BoundRemedy(options, penalty, [.. sites.Select(site => site.Stage).Distinct()], []);
        }

        var weights = WeightsBehind(model, sites, known);
        return weights.Count > 0
            ? new BoundRemedy(options, penalty, [], weights)
            : throw InputException.At($"{options.Where}: site",
                $"'{options.Site ?? "all"}', which has no weight matrix",
                string.Join(" | ", names.Where(name => HasWeights(model, known, name))));
    }

    /// <summary>weight · mean over sites (or matrices); null for a batch of one row, which has no spread.</summary>
    public Tensor? Of(IReadOnlyDictionary<string, Tensor> seen)
    {
        List<Tensor> values = _penalty.IsOfWeights
            ? [.. _weights.Select(_penalty.Of)]
            : [.. Stages.Select(stage => seen[stage]).Where(value => value.shape[0] > 1)
                .Select(value => _penalty.Of(SiteMatrix.Rows(value, _options.Rows)))];
        return values.Count == 0 ? null
            : (values.Aggregate((sum, value) => sum + value) * (_options.Weight / values.Count)).to(ScalarType.Float32);
    }

    static bool HasWeights(RankingModel model, IReadOnlyList<Site> known, string name) =>
        WeightsBehind(model, [.. known.Where(site => site.Name == name)], known).Count > 0;

    /// <summary>Weights whose name begins with the site's stage and with no longer one of another site.</summary>
    static List<Tensor> WeightsBehind(RankingModel model, IReadOnlyList<Site> sites, IReadOnlyList<Site> known) =>
    [
        .. model.Parameters.Trainable
            .Where(weight => weight.Value.dim() is 2 or 3 && weight.Value.shape[^1] > 1 && weight.Value.shape[^2] > 1)
            .Where(weight => known.Where(site => weight.Name.StartsWith(site.Stage + ".", StringComparison.Ordinal))
                .MaxBy(site => site.Stage.Length) is { } nearest && sites.Contains(nearest))
            .Select(weight => weight.Value),
    ];
}
