namespace RankElastor.Kernels.Updates;

/// <summary>
/// A kind of optimiser. A case is one file: its word, the state it keeps, and the kernel of its update.
/// </summary>
public abstract class OptimiserKind
{
    /// <summary>The kinds that a configuration can name; a new one is a file beside this one and a line here.</summary>
    public static IReadOnlyList<OptimiserKind> All { get; } =
    [
        new Adam(), new Sgd(), new Adagrad(), new RowWiseAdagrad(), new AdamW(), new NAdam(), new RAdam(), new Adamax(),
        new Adadelta(), new RmsProp(),
    ];

    /// <summary>The word that names it in a configuration.</summary>
    public abstract string Word { get; }

    /// <summary>True if a step moves each weight by about the learning rate, whatever the gradient's size.</summary>
    public virtual bool StepsByTheRate => false;

    /// <summary>Numbers of the first state array per table row; a dense parameter has rows of width 1.</summary>
    public virtual int FirstWidth(int width) => width;

    /// <summary>Numbers of the second state array per table row.</summary>
    public virtual int SecondWidth(int width) => 0;

    /// <summary>
    /// The update of a step, which counts from 1. <paramref name="scale"/> is the factor of the whole gradient, from
    /// clipping; <paramref name="decay"/> the L2 strength λ, whose term λ·w belongs to the gradient.
    /// </summary>
    public abstract UpdateRule At(long step, double learningRate, double scale, double decay);

    /// <inheritdoc/>
    public override string ToString() => Word;
}
