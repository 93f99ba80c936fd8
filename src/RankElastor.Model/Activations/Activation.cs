using RankElastor.Data.Configuration;
using RankElastor.Kernels.Chains;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Activations;

/// <summary>
/// An elementwise function as a value: in torch, and as stages of a fused chain that are compiled for it alone.
/// </summary>
public abstract class Activation
{
    private protected Activation() { }

    /// <summary>
    /// The functions that a configuration can name; a new one is a file beside this one and a line here.
    /// </summary>
    public static Choices<Activation> All { get; } = new(
        activation => activation.Words,
        Of<IdentityFunction>(),
        Of<ReluFunction>(),
        Of<GeluFunction>(),
        Of<SiluFunction>(),
        Of<TanhFunction>(),
        Of<SigmoidFunction>(),
        Of<LeakyReluFunction>(),
        Of<EluFunction>(),
        Of<SeluFunction>(),
        Of<SoftplusFunction>());

    /// <summary>
    /// What a layer of units may have behind it: those, and functions with tensors of their own or over all units.
    /// </summary>
    public static Choices<Activation> OfUnits { get; } = new(
        activation => activation.Words,
        [.. All.All, new DiceActivation(), new PReluActivation(), new SoftmaxActivation()]);

    /// <summary>x.</summary>
    public static Activation Identity => Of<IdentityFunction>();

    /// <summary>max(0, x).</summary>
    public static Activation Relu => Of<ReluFunction>();

    /// <summary>x Φ(x), exact (erf).</summary>
    public static Activation Gelu => Of<GeluFunction>();

    /// <summary>The one value for a function.</summary>
    public static Activation Of<T>()
        where T : struct, IActivation => Function<T>.Only;

    /// <summary>
    /// The function that a word names, as FuxiCTR and the reference write it; an empty word is the identity.
    /// </summary>
    public static Activation Parse(string where, string word) =>
        word.Length == 0 ? Identity : All.Parse(where, word);

    /// <summary>The same among <see cref="OfUnits"/>.</summary>
    public static Activation ParseOfUnits(string where, string word) =>
        word.Length == 0 ? Identity : OfUnits.Parse(where, word);

    /// <summary>The words that name it in a configuration.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Applies the function elementwise.</summary>
    public abstract Tensor Apply(Tensor x);

    /// <summary>
    /// The function behind a layer of so many units, with the tensors that it has of its own under the scope.
    /// </summary>
    internal virtual Func<Tensor, ForwardPass, Tensor> Behind(Scope scope, int units) =>
        (x, pass) => pass.Observe(scope.Path, Apply(x));

    /// <summary>Norm, this function and dropout as a stage.</summary>
    internal abstract RowStage Hidden(int width, HiddenOptions options);

    /// <summary>The gated unit with this gate as a stage.</summary>
    internal abstract RowStage Gated(int width, int? hidden, bool bias);

    /// <inheritdoc/>
    public override string ToString() => Words[0];

    sealed class Function<T> : Activation
        where T : struct, IActivation
    {
        internal static readonly Function<T> Only = new();

        public override IReadOnlyList<string> Words => T.Words;

        public override Tensor Apply(Tensor x) => T.Apply(x);

        internal override RowStage Hidden(int width, HiddenOptions options) => new HiddenStage<T>(width, options);

        internal override RowStage Gated(int width, int? hidden, bool bias) =>
            new GatedUnitStage<T>(width, hidden, bias);
    }
}
