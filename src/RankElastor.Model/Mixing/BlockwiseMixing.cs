using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, n blocks, m = TD / n numbers per block

/// <summary>
/// UniMixing of Kuaishou's UniMixer (Ha et al., UniMixer: a unified architecture for scaling laws in recommendation
/// systems, 2026): y_j = Σ_i G_ji W_i x_i for the n blocks x_i of m numbers of a row, G [n, n] and W_i [m, m] pushed
/// towards permutations by Sinkhorn of logits / τ. With n = T² and permutations it can be the block transpose, and n
/// need not have to do with T. Needs n | TD.
/// </summary>
/// <remarks>
/// Our reading: τ falls geometrically from <see cref="StartTemperature"/> to <see cref="EndTemperature"/> within
/// <see cref="Steps"/> training steps and is kept with the weights. UniMixing-Lite: with a <see cref="Basis"/> of K
/// matrices the logits of W_i are Σ_k s_ik B_k, with a <see cref="Rank"/> r those of G are a product [n, r] [r, n].
/// </remarks>
public sealed record BlockwiseMixing : TokenMixing
{
    /// <summary>n; null for T.</summary>
    public int? Blocks { get; init; }

    /// <summary>K; 0 for a matrix of its own for each block.</summary>
    public int Basis { get; init; }

    /// <summary>r; 0 for a full matrix.</summary>
    public int Rank { get; init; }

    /// <summary>τ of the first step.</summary>
    public double StartTemperature { get; init; } = 1;

    /// <summary>τ from step <see cref="Steps"/> on.</summary>
    public double EndTemperature { get; init; } = 0.1;

    /// <summary>Steps until τ has fallen.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Rounds of normalisation.</summary>
    public int Iterations { get; init; } = 20;

    static readonly Key<int?> _blocks = Key.Whole(
        "unimixing_blocks", "Blocks of unimixing, a divisor of T D.", least: 1, most: Key.MostWidth).OrNone() with
    { DefaultWords = "T", Example = "16" };

    static KeyTable<BlockwiseMixing> Table { get; } = new(() => new BlockwiseMixing())
    {
        { _blocks, mixing => mixing.Blocks },
        {
            Key.Whole("unimixing_basis", "Matrices that unimixing's blocks share; 0: each has its own.", least: 0),
            mixing => mixing.Basis
        },
        {
            Key.Whole("unimixing_rank", "Rank of the logits across unimixing's blocks; 0: full.", least: 0),
            mixing => mixing.Rank
        },
        {
            Key.Real("unimixing_start", "unimixing's temperature at the first step.", above: 0),
            mixing => mixing.StartTemperature
        },
        { Key.Real("unimixing_end", "Its temperature at last.", above: 0), mixing => mixing.EndTemperature },
        {
            Key.Whole("unimixing_steps", "Training steps until it has fallen to that.", least: 1),
            mixing => mixing.Steps
        },
        {
            Key.Whole("unimixing_iterations", "Sinkhorn steps of unimixing.", least: 1, most: Key.MostLayers),
            mixing => mixing.Iterations
        },
    };

    internal static Variant<TokenMixing> Variant { get; } = new(config => Table.Read(config), "unimixing")
    {
        Keys = [.. Table],
    };

    /// <summary>The mixing that a section's keys describe.</summary>
    internal static BlockwiseMixing Read(ConfigSection config) => Table.Read(config);

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var size = tokens * width;
        var blocks = Blocks ?? tokens;
        var order = Quotient(size, blocks, "blocks");
        var (across, within) = (Across(scope, blocks), Within(scope, blocks, order));
        var temperature = scope.AddOwnBuffer("temperature", full(1, StartTemperature, ScalarType.Float32));
        return (v, pass) =>
        {
            Cool(temperature, pass);
            var heat = temperature.clone(); // which a later pass may change
            var local = Sinkhorn.NormaliseLogarithms(within() / heat, Iterations); // [n, m, m]
            var global = Sinkhorn.NormaliseLogarithms(across() / heat, Iterations); // [n, n]
            var x = v.view(-1, blocks, order).transpose(0, 1).bmm(local.transpose(1, 2)); // [n, B, m]
            return global.matmul(x.flatten(1)).view(blocks, -1, order).transpose(0, 1).reshape(-1, size);
        };
    }

    /// <summary>τ at a training step.</summary>
    internal double TemperatureAt(long step) =>
        StartTemperature * Math.Pow(EndTemperature / StartTemperature, Math.Min(1, (double)step / Steps));

    void Cool(Tensor temperature, ForwardPass pass)
    {
        if (pass.Training)
        {
            using var frozen = no_grad();
            temperature.fill_(TemperatureAt(pass.Step));
        }
    }

    Func<Tensor> Across(Scope scope, int blocks)
    {
        if (Rank == 0)
        {
            var logits = scope.Add("across", [blocks, blocks], Initialisers.Normal(1));
            return () => logits;
        }

        var initialiser = Initialisers.Normal(Math.Pow(Rank, -0.25)); // products of variance 1
        var left = scope.Add("across.left", [blocks, Rank], initialiser);
        var right = scope.Add("across.right", [Rank, blocks], initialiser);
        return () => left.matmul(right);
    }

    Func<Tensor> Within(Scope scope, int blocks, int order)
    {
        if (Basis == 0)
        {
            var logits = scope.Add("within", [blocks, order, order], Initialisers.Normal(1));
            return () => logits;
        }

        var basis = scope.Add("within.basis", [Basis, order * order], Initialisers.Normal(1));
        var shares = scope.Add("within.shares", [blocks, Basis], Initialisers.Normal(1 / Math.Sqrt(Basis)));
        return () => shares.matmul(basis).view(blocks, order, order);
    }
}
