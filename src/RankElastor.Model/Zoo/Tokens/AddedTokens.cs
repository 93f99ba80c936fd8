using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, T tokens of fields, D width

/// <summary>The tokens behind those of the fields: perhaps a global one, then one for each task.</summary>
sealed class AddedTokens
{
    const double Deviation = 0.02;
    readonly Tensor? _learned, _tasks;
    readonly Linear? _ofFields;

    public AddedTokens(Scope scope, int inputs, TokenOptions options, int tasks)
    {
        (HasGlobal, Tasks) = (options.GlobalToken != GlobalToken.None, options.TaskTokens ? tasks : 0);
        _learned = options.GlobalToken == GlobalToken.Learned
            ? scope.Add("global", [1, options.Width], Initialisers.Normal(Deviation)) : null;
        _ofFields = options.GlobalToken == GlobalToken.Fields
            ? new Linear(scope.Sub("global"), inputs, options.Width) : null;
        _tasks = Tasks > 0 ? scope.Add("tasks", [Tasks, options.Width], Initialisers.Normal(Deviation)) : null;
    }

    public bool HasGlobal { get; }

    /// <summary>Tokens of tasks.</summary>
    public int Tasks { get; }

    /// <summary>How many there are.</summary>
    public int Count => Tasks + (HasGlobal ? 1 : 0);

    /// <summary>Tokens [B, T, D] and the embeddings behind them [B, F, E] → [B, T + Count, D].</summary>
    public Tensor Apply(Tensor tokens, Tensor embeddings, ForwardPass pass)
    {
        List<Tensor> all = [tokens];
        if (_ofFields is not null)
        {
            all.Add(_ofFields.Apply(embeddings.flatten(1), pass).unsqueeze(1));
        }

        foreach (var learned in ((Tensor?[])[_learned, _tasks]).OfType<Tensor>())
        {
            all.Add(learned.unsqueeze(0).expand(tokens.shape[0], -1, -1));
        }

        return all.Count == 1 ? tokens : cat(all, 1);
    }
}
