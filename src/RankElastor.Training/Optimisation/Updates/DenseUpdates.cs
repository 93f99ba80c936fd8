using RankElastor.Kernels.Updates;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Updates of one dense parameter by its <c>grad</c>. Without gradient and penalty it stays.</summary>
sealed class DenseUpdates
{
    readonly Parameter _parameter;
    readonly Regulariser _regulariser;
    readonly nint _weights;
    readonly Tensor _first, _second; // the rule's state
    nint _gradient;

    public DenseUpdates(Parameter parameter, OptimiserOptions options)
    {
        _parameter = parameter;
        _regulariser = options.Of(parameter);
        var length = parameter.Value.numel();
        _weights = Address(parameter.Value);
        _first = LargeTensor.Zeros(ScalarType.Float32, length * options.Kind.FirstWidth(1));
        _second = LargeTensor.Zeros(ScalarType.Float32, length * options.Kind.SecondWidth(1));
        var blocks = new List<Block>();
        for (var start = 0L; start < length; start += UpdateBlock.Elements)
        {
            blocks.Add(new Block(this, start, (int)Math.Min(UpdateBlock.Elements, length - start)));
        }

        Blocks = blocks;
    }

    public IReadOnlyList<Block> Blocks { get; }

    public IEnumerable<(string Name, Tensor Values)> State =>
        [($"{_parameter.Name}/first", _first), ($"{_parameter.Name}/second", _second)];

    bool IsStill => _gradient == 0 && _regulariser.IsNone;

    /// <summary>Looks up the gradient; the caller's dispose scope keeps it until the update is done.</summary>
    public void TakeGradient() =>
        _gradient = _parameter.Value.grad is { } gradient ? TensorSpans.Address(gradient.contiguous()) : 0;

    public void ZeroGrad()
    {
        _parameter.Value.grad = null;
        _gradient = 0;
    }

    public double Penalty() => Blocks.Sum(block => _regulariser.Penalty(block.Weights));

    static nint Address(Tensor values) => values.numel() == 0 ? 0 : TensorSpans.Address(values);

    internal sealed class Block(DenseUpdates owner, long start, int count) : UpdateBlock
    {
        readonly nint _first = Address(owner._first);
        readonly nint _second = Address(owner._second);

        public override double L2 => owner._regulariser.L2;

        public Span<float> Weights => TensorSpans.Floats(owner._weights, start, count);

        public override void Measure()
        {
            var still = owner.IsStill;
            SquaredGradient = still ? 0 : GradientSums.SquaredNorm(Gradient(), Weights, (float)owner._regulariser.L2);
            Penalty = still ? 0 : owner._regulariser.Penalty(Weights);
        }

        public override void Update(UpdateRule rule)
        {
            if (!owner.IsStill)
            {
                rule(Weights, Gradient(), State(_first), State(_second));
            }
        }

        Span<float> State(nint state) => state == 0 ? [] : TensorSpans.Floats(state, start, count);

        /// <summary>The gradient, L1's part included.</summary>
        ReadOnlySpan<float> Gradient()
        {
            var given = owner._gradient == 0 ? default : TensorSpans.Floats(owner._gradient, start, count);
            if (owner._regulariser.L1 == 0 && !given.IsEmpty)
            {
                return given;
            }

            var gradient = Scratch.Gradients(count);
            gradient.Clear();
            given.CopyTo(gradient);
            GradientSums.AddSigns(gradient, Weights, (float)owner._regulariser.L1);
            return gradient;
        }
    }
}
