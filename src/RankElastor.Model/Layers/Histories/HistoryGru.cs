using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// N items of all histories, m numbers of an item's vector

/// <summary>DIEN's second recurrence (Zhou et al., 2019), by what an item's score a changes in it.</summary>
public enum GruKind
{
    /// <summary>The share of the state that is made anew: h′ = h + a u ⊙ (ñ − h).</summary>
    Augru,

    /// <summary>The same without a gate: h′ = h + a (ñ − h).</summary>
    Agru,

    /// <summary>What goes in: a h instead of h.</summary>
    Aigru,

    /// <summary>Nothing; there are no scores.</summary>
    Gru,
}

/// <summary>
/// A gated recurrent unit along histories without padding. One product serves the inputs of all items; a step has the
/// product of the states alone. With scores the gates' rows stand in the order u, r, n; without any in torch's, r, z,
/// n, and h′ = (1 − z) ⊙ ñ + z ⊙ h. In both ñ = tanh(W x + r ⊙ U h).
/// </summary>
sealed class HistoryGru
{
    readonly Tensor _input, _inputBias, _state, _stateBias;
    readonly GruKind _kind;
    readonly int _width;

    /// <summary>
    /// Makes torch's <c>weight_ih_l0</c> …, or with scores <c>gru_cell.x2h</c> and <c>gru_cell.h2h</c>.
    /// </summary>
    public HistoryGru(Scope scope, int width, GruKind kind)
    {
        (_width, _kind) = (width, kind);
        if (IsScored)
        {
            var cell = scope.Sub("gru_cell");
            var (input, state) = (Of("x2h"), Of("h2h"));
            (_input, _inputBias, _state, _stateBias) = (input.Weight, input.Bias!, state.Weight, state.Bias!);

            Linear Of(string name) => new(cell.Sub(name), width, 3 * width);
        }
        else
        {
            var initial = Initialisers.Uniform(1 / Math.Sqrt(width));
            _input = scope.Add("weight_ih_l0", [3 * width, width], initial);
            _state = scope.Add("weight_hh_l0", [3 * width, width], initial);
            _inputBias = scope.Add("bias_ih_l0", [3 * width], initial);
            _stateBias = scope.Add("bias_hh_l0", [3 * width], initial);
        }
    }

    /// <summary>Multiply-adds of an item.</summary>
    public long Products => 6L * _width * _width;

    /// <summary>Vectors of items [N, m], and their scores [N, 1] where they steer it → the states, [N, m].</summary>
    public Tensor Apply(Tensor items, Tensor? scores, PackedHistories packed, ForwardPass pass)
    {
        if (packed.Rows.Count == 0)
        {
            return items;
        }

        var (gates, news) = Parts(BatchProducts.Linear(items, _input, _inputBias, pass));
        var (gatesOf, newsOf) = (packed.Steps(gates), packed.Steps(news));
        var scoresOf = IsScored ? packed.Steps(scores!) : [];
        var state = zeros([packed.Rows[0], _width], dtype: items.dtype);
        var states = new List<Tensor>();
        for (var step = 0; step < packed.Rows.Count; step++)
        {
            state = state.narrow(0, 0, packed.Rows[step]);
            var (ownGates, ownNews) = Parts(BatchProducts.Linear(state, _state, _stateBias, pass));
            var pair = (gatesOf[step] + ownGates).sigmoid().chunk(2, 1);
            var made = (newsOf[step] + pair[IsScored ? 1 : 0] * ownNews).tanh();
            state = _kind switch
            {
                GruKind.Augru => state + scoresOf[step] * pair[0] * (made - state),
                GruKind.Agru => state + scoresOf[step] * (made - state),
                _ => made + pair[1] * (state - made),
            };
            states.Add(state);
        }

        return cat([.. states], 0);
    }

    bool IsScored => _kind is GruKind.Augru or GruKind.Agru;

    /// <summary>[…, 3 m] → the two gates […, 2 m] and what ñ is made of […, m].</summary>
    (Tensor Gates, Tensor News) Parts(Tensor x)
    {
        long[] widths = [2L * _width, _width];
        var parts = x.split(widths, 1);
        return (parts[0], parts[1]);
    }
}
