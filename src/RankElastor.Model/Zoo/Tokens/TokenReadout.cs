using RankElastor.Data.Files;
using RankElastor.Model.Heads;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, T all tokens, D width

/// <summary>Tokens → logits: of each task's token, of the global token, of the mean of all, or of all.</summary>
sealed class TokenReadout
{
    readonly Scope _scope;
    readonly AddedTokens _added;
    readonly Head? _head;
    readonly List<Mlp> _towers = [];

    public TokenReadout(Scope scope, int tokens, AddedTokens added, TokenOptions options)
    {
        (_scope, _added) = (scope, added);
        if (options.Readout == TokenReadoutKind.Pooled)
        {
            for (var task = 0; task < Math.Max(1, added.Tasks); task++)
            {
                _towers.Add(new Mlp(added.Tasks > 0 ? scope.Sub(task) : scope, options.Width, options.Tower));
            }

            return;
        }

        if (added.Tasks > 0)
        {
            throw InputException.At("pred_head", "all tokens", "pooled with task_tokens: each is read for its label");
        }

        var kind = options.Readout == TokenReadoutKind.Mlp ? HeadKind.Mlp : HeadKind.Flatten;
        _head = new Head(scope, tokens * options.Width, kind);
    }

    /// <summary>The vector that is read, where it is one, and hidden layers.</summary>
    public IEnumerable<Site> Sites =>
    [
        .. _head?.Sites ?? [], .. _towers.SelectMany((tower, task) => tower.Sites(NameOf(task))
            .Prepend(new Site($"{NameOf(task)}/input", Stage(task), SiteKind.Vector))),
    ];

    /// <summary>[B, T, D] → [B], or [B, tasks] with more than one.</summary>
    public Tensor Apply(Tensor tokens, ForwardPass pass)
    {
        if (_head is not null)
        {
            return _head.Apply(tokens, pass);
        }

        Tensor[] logits = [.. _towers.Select((tower, task) =>
            tower.Apply(Read(tokens, task, pass), pass).flatten())];
        return logits.Length == 1 ? logits[0] : stack(logits, 1);
    }

    Tensor Read(Tensor tokens, int task, ForwardPass pass)
    {
        var behind = tokens.shape[1] - _added.Count; // the global token
        return pass.Observe(
            Stage(task),
            _added.Tasks > 0 ? tokens.select(1, tokens.shape[1] - _added.Tasks + task)
            : _added.HasGlobal ? tokens.select(1, behind) : tokens.mean([1]));
    }

    string NameOf(int task) => _towers.Count > 1 ? $"head{task + 1}" : "head";

    string Stage(int task) => $"{_scope.Path}.input{task}";
}
