using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

/// <summary>Token t = MLP_t(embeddings of the fields of group t). Groups may overlap; every group has at least one field.</summary>
public sealed class SemanticProjection
{
    readonly int _embeddingWidth;
    readonly List<(string Name, Tensor Fields, Projection Projection)> _groups = [];

    /// <summary>Builds one projection per group; unknown fields and a wrong number of groups are an <see cref="InputException"/>.</summary>
    public SemanticProjection(Scope scope, IReadOnlyList<string> fields, int embeddingWidth, (int Tokens, int Width) shape, TokenizerOptions.Semantic options)
    {
        _embeddingWidth = embeddingWidth;
        if (options.Groups.Count != shape.Tokens)
        {
            throw InputException.At("Token_num", $"{shape.Tokens}", $"{options.Groups.Count}, one token per group of fields");
        }

        foreach (var group in options.Groups)
        {
            long[] indices = [.. group.Fields.Select(name => (long)IndexOf(fields, group.Name, name))];
            if (indices.Length == 0)
            {
                throw InputException.At($"token group '{group.Name}'", "no fields", "at least one");
            }

            var index = scope.AddOwnBuffer($"groups.{group.Name}.fields", tensor(indices));
            _groups.Add((group.Name, index, new Projection(scope.Sub($"groups.{group.Name}.mlp"), indices.Length * embeddingWidth, shape.Width, options.Projection)));
        }
    }

    /// <summary>The activations of every group's projection: <c>name/group/gate1</c> ….</summary>
    public IEnumerable<Site> Sites(string name) => _groups.SelectMany(group => group.Projection.Sites($"{name}/{group.Name}"));

    /// <summary>[B, F·E] → [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var embeddings = x.view(x.shape[0], -1, _embeddingWidth);
        return stack([.. _groups.Select(group => group.Projection.Apply(embeddings.index_select(1, group.Fields).flatten(1), pass))], 1);
    }

    static int IndexOf(IReadOnlyList<string> fields, string group, string name)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] == name)
            {
                return i;
            }
        }

        throw InputException.At($"token group '{group}'", $"field '{name}'", string.Join(" | ", fields));
    }
}
