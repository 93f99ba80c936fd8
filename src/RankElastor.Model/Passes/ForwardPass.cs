using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Passes;

/// <summary>
/// What one forward pass needs besides rows and parameters: whether it trains, where dropout draws its bits (seed,
/// step), and who looks on. Observers read; they never change a tensor.
/// </summary>
public sealed class ForwardPass
{
    const int DropoutGrain = 1 << 18;
    readonly Action<string, Tensor>? _observer;
    readonly List<SideLogits> _sideLogits = [];

    ForwardPass(
        bool training, bool differentiable, ulong seed, long step, Action<string, Tensor>? observer, Machine? machine,
        bool sitesOnly = false)
    {
        ShowsEveryStage = observer is not null && !sitesOnly;
        Training = training;
        Differentiable = differentiable;
        Machine = machine ?? Machine.Sequential;
        Seed = seed;
        Step = step;
        _observer = observer;
    }

    /// <summary>True while training: dropout drops, batch statistics are used and updated.</summary>
    public bool Training { get; private init; }

    /// <summary>
    /// True if the observer wants the output of every layer, as replays of the reference do. Layers then run one by
    /// one; else those between two sites may run fused and show the last output only.
    /// </summary>
    public bool ShowsEveryStage { get; }

    /// <summary>What dropout draws from, besides <see cref="Step"/>, the layer and the element.</summary>
    internal ulong Seed { get; private init; }

    /// <summary>Number of the step.</summary>
    internal long Step { get; private init; }

    /// <summary>True if a backward pass may follow: gathered embedding rows then take a gradient.</summary>
    public bool Differentiable { get; private init; }

    /// <summary>Threads and the precision of batch products.</summary>
    public Machine Machine { get; }

    /// <summary>Threads for our own kernels; the result does not depend on their number.</summary>
    public Workers Workers => Machine.Workers;

    /// <summary>Where fused kernels book their time; null when nobody asks.</summary>
    public StageClock? Clock { get; init; }

    /// <summary>Runs a kernel of so many multiply-adds and books its time where somebody asks.</summary>
    internal void Book(string part, double multiplyAdds, Action run)
    {
        if (Clock is { } clock)
        {
            clock.Time(part, multiplyAdds, run);
        }
        else
        {
            run();
        }
    }

    /// <summary>A training pass. Dropout masks depend on (seed, step, layer, element) only.</summary>
    public static ForwardPass Train(
        ulong seed, long step, Action<string, Tensor>? observer = null, Machine? machine = null, bool sitesOnly = false,
        StageClock? clock = null) =>
        new(true, true, seed, step, observer, machine, sitesOnly) { Clock = clock };

    /// <summary>An evaluation pass.</summary>
    public static ForwardPass Evaluate(
        Action<string, Tensor>? observer = null, Machine? machine = null, bool sitesOnly = false) =>
        new(false, false, 0, 0, observer, machine, sitesOnly);

    /// <summary>An evaluation pass (nothing drops, running statistics stay) that a backward pass may follow.</summary>
    public static ForwardPass EvaluateDifferentiably(
        Action<string, Tensor>? observer = null, Machine? machine = null) =>
        new(false, true, 0, 0, observer, machine);

    /// <summary>
    /// The pass through a part of a model that is a model itself: its stages are shown as <c>part.stage</c>, its
    /// dropout draws from a stream of its own, and what its layers ask the loss to add is kept apart, for the whole to
    /// take over.
    /// </summary>
    internal ForwardPass Within(string part)
    {
        Action<string, Tensor>? observer = _observer is { } outer
            ? (stage, value) => outer($"{part}.{stage}", value)
            : null;
        var seed = new SeededRandom(Seed).Fork(part).NextUInt64();
        return new(Training, Differentiable, seed, Step, observer, Machine, !ShowsEveryStage) { Clock = Clock };
    }

    /// <summary>
    /// How many equal rows each row stands for in statistics of a batch, [rows]; null for one each.
    /// </summary>
    internal Tensor? RowCounts { get; private init; }

    /// <summary>The same pass through a layer whose rows stand for so many each; its dropout must be none.</summary>
    internal ForwardPass Counting(Tensor rowCounts) =>
        new(Training, Differentiable, Seed, Step, _observer, Machine, !ShowsEveryStage)
        {
            Clock = Clock,
            RowCounts = rowCounts,
        };

    /// <summary>Whether somebody looks on, so that a site is worth making.</summary>
    internal bool IsObserved => _observer is not null;

    /// <summary>Shows a layer's output to the observer, if any, and returns it unchanged.</summary>
    public Tensor Observe(string stage, Tensor value)
    {
        _observer?.Invoke(stage, value);
        return value;
    }

    /// <summary>
    /// Shows vectors [B, rows · n] as matrices [B, rows, n], without a copy, or as they are for 0 rows; returns the
    /// vectors.
    /// </summary>
    internal Tensor ObserveRows(string stage, Tensor vectors, int rows)
    {
        _observer?.Invoke(stage, rows > 0 ? vectors.view(-1, rows, vectors.shape[1] / rows) : vectors);
        return vectors;
    }

    /// <summary>Shows what is made for observers only, without a graph; without one, nothing is made.</summary>
    internal void ObserveMade(string stage, Func<Tensor> make)
    {
        if (_observer is { } observer)
        {
            using var off = no_grad();
            observer(stage, make());
        }
    }

    /// <summary>
    /// What layers ask the loss to add (the sparsity term of a router), summed; null when nothing was asked.
    /// </summary>
    public Tensor? Penalty { get; private set; }

    /// <summary>Adds a scalar to <see cref="Penalty"/>; only of interest while training.</summary>
    public void AddPenalty(Tensor value) => Penalty = Penalty is null ? value : Penalty + value;

    /// <summary>The factor of the loss of the model's own logits; 1 unless the model weighs it.</summary>
    public double LossFactor { get; private set; } = 1;

    /// <summary>Logits beside the model's own that learn the same labels with the same loss.</summary>
    public IReadOnlyList<SideLogits> SideLogits => _sideLogits;

    /// <summary>Lets logits, of the shape of the model's own, learn the labels too.</summary>
    public void AddSideLogits(Tensor logits, double factor) => _sideLogits.Add(new(logits, factor));

    /// <summary>Weighs the loss of the model's own logits.</summary>
    public void WeighLoss(double factor) => LossFactor = factor;

    /// <summary>The factors of one dropout layer in this pass, for fused kernels; null where nothing drops.</summary>
    internal DropoutMask? Mask(double probability, int layer) =>
        Training && probability > 0 ? new DropoutMask(Seed, Step, layer, probability) : null;

    /// <summary>
    /// Inverted dropout with probability <paramref name="probability"/> of dropping; the identity outside training.
    /// </summary>
    public Tensor Dropout(Tensor x, double probability, int layer)
    {
        if (Mask(probability, layer) is not { } bits)
        {
            return x;
        }

        var mask = empty_like(x, requires_grad: false);
        Workers.For(
            checked((int)mask.numel()), DropoutGrain,
            (start, end) => bits.Fill((uint)start, TensorSpans.Floats(mask)[start..end]));
        return x * mask;
    }
}

/// <summary>Logits of an auxiliary head, and the factor of their loss.</summary>
/// <param name="Logits">[B], or as the model's own of several tasks.</param>
/// <param name="Factor">The factor.</param>
public sealed record SideLogits(Tensor Logits, double Factor);
