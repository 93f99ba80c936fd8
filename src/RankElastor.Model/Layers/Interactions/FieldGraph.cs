using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, E width

/// <summary>Options of a <see cref="FieldGraph"/>.</summary>
public sealed record FieldGraphOptions
{
    /// <summary>Steps, one or more.</summary>
    public int Steps { get; init; } = 3;

    /// <summary>Whether a gated recurrent unit takes a step's result in; else it is added.</summary>
    public bool Gated { get; init; } = true;

    /// <summary>Whether the field vectors are added after each step.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Whether all steps have the same matrices.</summary>
    public bool Shared { get; init; }
}

/// <summary>
/// The graph of fields of Fi-GNN (Li et al., 2019). Edges: g_ij = softmax_j of LeakyReLU(⟨w, [e_i, e_j]⟩) over j ≠ i.
/// A step takes the states h to a_i = W_in,i Σ_j g_ij W_out,j h_j + b, then h ← GRU(a, h) or a + h, and adds e.
/// </summary>
sealed class FieldGraph
{
    const double Leak = 0.01;
    static readonly TorchSharp.Scalar _never = float.NegativeInfinity; // kept, as in EmbeddingTables
    readonly FieldGraphOptions _options;
    readonly string _path;
    readonly Tensor _edges;
    readonly List<(Tensor In, Tensor Out, Tensor Bias, string Path)> _steps = [];
    readonly GruCell? _unit;
    readonly int _width, _fields;

    public FieldGraph(Scope scope, int fields, int width, FieldGraphOptions options)
    {
        (_path, _options, _fields, _width) = (scope.Path, options, fields, width);
        for (var i = 0; i < (options.Shared ? 1 : options.Steps); i++)
        {
            var step = options.Shared ? scope.Sub("gnn") : scope.Sub("gnn").Sub(i);
            _steps.Add((
                step.Add("W_in", [fields, width, width], Initialisers.XavierNormalConvolution),
                step.Add("W_out", [fields, width, width], Initialisers.XavierNormalConvolution),
                step.Add("bias_p", [width], Initialisers.Zeros), step.Path));
        }

        _unit = options.Gated ? new GruCell(scope.Sub("gru"), width, width) : null;
        _edges = scope.Sub("W_attn").Add("weight", [1, 2 * width], Initialisers.XavierNormal);
    }

    /// <summary>The edges, <c>graph</c>, and the states after each step: <c>graph/step1</c> ….</summary>
    public IEnumerable<Site> Sites =>
    [
        new("graph", Graph, SiteKind.Attention),
        .. Enumerable.Range(0, _options.Steps).Select(i => new Site($"graph/step{i + 1}", State(i))),
    ];

    /// <summary>Multiply-adds of a row beyond one for each parameter.</summary>
    public long RepeatedProducts
    {
        get
        {
            var matrices = _options.Shared ? (_options.Steps - 1L) * _fields * _width * _width * 2 : 0;
            var gated = _options.Gated ? ((long)_options.Steps * _fields - 1) * _width * _width * 6 : 0;
            return matrices + gated + (long)_options.Steps * _fields * _fields * _width;
        }
    }

    /// <summary>[B, F, E] → the same shape, F ≥ 2.</summary>
    public Tensor Apply(Tensor vectors, ForwardPass pass)
    {
        var graph = Edges(vectors, pass); // [B, F, F]
        var states = vectors;
        for (var i = 0; i < _options.Steps; i++)
        {
            var taken = Step(_steps[_options.Shared ? 0 : i], graph, states, pass);
            states = _unit is null
                ? taken + states
                : _unit.Apply(taken.flatten(0, 1), states.flatten(0, 1), pass).view(states.shape);
            states = pass.Observe(State(i), _options.Residual ? states + vectors : states);
        }

        return pass.Observe(_path, states);
    }

    /// <summary>⟨w, [e_i, e_j]⟩ is a number of e_i plus one of e_j: no pairs of vectors are made.</summary>
    Tensor Edges(Tensor vectors, ForwardPass pass)
    {
        var parts = vectors.matmul(_edges.view(2, _width).t()); // [B, F, 2]
        var scores = parts.narrow(2, 0, 1) + parts.narrow(2, 1, 1).transpose(1, 2);
        pass.Observe($"{_path}.W_attn", scores.flatten(1).unsqueeze(-1));
        scores = functional.leaky_relu(scores, Leak);
        pass.Observe($"{_path}.leaky_relu", scores.flatten(1).unsqueeze(-1));
        var graph = scores.masked_fill(eye(_fields, dtype: ScalarType.Bool), _never).softmax(-1);
        pass.Observe(Graph, graph.unsqueeze(1));
        return graph;
    }

    static Tensor Step(
        (Tensor In, Tensor Out, Tensor Bias, string Path) step, Tensor graph, Tensor states, ForwardPass pass)
    {
        var sent = Each(step.Out, states);
        return pass.Observe(step.Path, Each(step.In, graph.bmm(sent)) + step.Bias);
    }

    /// <summary>Each field's own matrix: [F, E, E] and [B, F, E] → [B, F, E].</summary>
    static Tensor Each(Tensor matrices, Tensor x) => x.transpose(0, 1).bmm(matrices.transpose(1, 2)).transpose(0, 1);

    string Graph => $"{_path}.graph";

    string State(int step) => $"{_path}.state{step + 1}";
}
