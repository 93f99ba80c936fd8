using RankElastor.Kernels.Histories;
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
/// A gated recurrent unit along histories without padding, as <see cref="Recurrence"/> defines it: one product serves
/// the inputs of all items. The states' products are in float32 on every machine.
/// </summary>
sealed class HistoryGru
{
    readonly Tensor _input, _inputBias, _state, _stateBias;
    readonly RecurrenceKind _kind;
    readonly int _width;

    /// <summary>
    /// Makes torch's <c>weight_ih_l0</c> …, or with scores <c>gru_cell.x2h</c> and <c>gru_cell.h2h</c>.
    /// </summary>
    public HistoryGru(Scope scope, int width, GruKind kind)
    {
        _width = width;
        _kind = kind switch
        {
            GruKind.Augru => RecurrenceKind.Augru,
            GruKind.Agru => RecurrenceKind.Agru,
            _ => RecurrenceKind.Gru,
        };
        if (_kind != RecurrenceKind.Gru)
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
        if (packed.Steps.Length == 0)
        {
            return items;
        }

        var inputs = BatchProducts.Linear(items, _input, _inputBias, pass).contiguous();
        var shape = new RecurrenceShape(_kind, packed.Steps, _width);
        Tensor[] scored = _kind == RecurrenceKind.Gru ? [] : [scores!.contiguous()];
        return RecurrenceFunction.Of([inputs, _state, _stateBias, .. scored], shape, pass);
    }
}
