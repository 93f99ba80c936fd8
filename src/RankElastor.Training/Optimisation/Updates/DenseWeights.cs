using RankElastor.Kernels.Updates;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>A dense parameter, whose gradient autograd left in <c>grad</c>. Without gradient and penalty it stays as it is, as in torch.</summary>
sealed class DenseWeights
{
    readonly Parameter _parameter;
    readonly Regulariser _regulariser;
    readonly nint _weights;
    readonly Tensor _first;
    readonly Tensor _second;
    nint _gradient;

    public DenseWeights(Parameter parameter, OptimiserKind kind, Regulariser regulariser)
    {
        (_parameter, _regulariser) = (parameter, regulariser);
        var length = parameter.Value.numel();
        _weights = length == 0 ? 0 : TensorSpans.Address(parameter.Value);
        _first = LargeTensor.Zeros(ScalarType.Float32, length * kind.FirstWidth(1));
        _second = LargeTensor.Zeros(ScalarType.Float32, length * kind.SecondWidth(1));
        var pieces = new List<Piece>();
        for (var start = 0L; start < length; start += Piece.Elements)
        {
            pieces.Add(new Block(this, start, (int)Math.Min(Piece.Elements, length - start)));
        }

        Pieces = pieces;
    }

    /// <summary>The pieces of every step.</summary>
    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>The rule's state by name, live.</summary>
    public IEnumerable<(string Name, Tensor Values)> State => [($"{_parameter.Name}/first", _first), ($"{_parameter.Name}/second", _second)];

    bool IsStill => _gradient == 0 && _regulariser.IsNone;

    /// <summary>Looks up the gradient; the caller's dispose scope keeps it until the update is done.</summary>
    public void TakeGradient()
    {
        var gradient = _parameter.Value.grad;
        _gradient = gradient is null ? 0 : TensorSpans.Address(gradient.contiguous());
    }

    /// <summary>Drops the gradient.</summary>
    public void ZeroGrad()
    {
        _parameter.Value.grad = null;
        _gradient = 0;
    }

    /// <summary>The penalty of the weights as they are now.</summary>
    public double Penalty()
    {
        var sum = 0.0;
        for (var start = 0L; start < _parameter.Value.numel(); start += Piece.Elements)
        {
            sum += _regulariser.Penalty(TensorSpans.Floats(_weights, start, (int)Math.Min(Piece.Elements, _parameter.Value.numel() - start)));
        }

        return sum;
    }

    static nint Address(Tensor state) => state.numel() == 0 ? 0 : TensorSpans.Address(state);

    sealed class Block(DenseWeights owner, long start, int count) : Piece
    {
        readonly nint _first = Address(owner._first);
        readonly nint _second = Address(owner._second);

        Span<float> Weights => TensorSpans.Floats(owner._weights, start, count);

        public override void Measure()
        {
            (SquaredGradient, Penalty) = (0, 0);
            if (!owner.IsStill)
            {
                SquaredGradient = GradientSums.SquaredNorm(Gradient(), Weights, (float)owner._regulariser.L2);
                Penalty = owner._regulariser.Penalty(Weights);
            }
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

            var gradient = Scratch.Second(count);
            gradient.Clear();
            given.CopyTo(gradient);
            GradientSums.AddSigns(gradient, Weights, (float)owner._regulariser.L1);
            return gradient;
        }
    }
}
