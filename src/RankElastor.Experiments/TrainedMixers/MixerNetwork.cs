using RankElastor.Experiments.Mixers;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>
/// An arm's network: images become a wide vector patch by patch, blocks mix it, a dense layer reads the classes from
/// all of its entries. No biases, and norms without weights: all parameters are connections' weights.
/// </summary>
sealed class MixerNetwork : nn.Module<Tensor, Tensor>
{
    readonly ConnectedLayer _patches, _classes;
    readonly ModuleList<MixingBlock> _blocks;

    public MixerNetwork(MixerArm arm, int classes, SeededRandom random)
        : base("mixer")
    {
        _patches = Patches(arm, random.Fork("patches"));
        _blocks = new([.. Enumerable.Range(0, arm.Depth).SelectMany(i => Pair(arm, random.Fork(i)))]);
        _classes = new SparseLayer(random.Fork("classes"), arm.Width, classes, arm.Width);
        RegisterComponents();
    }

    /// <summary>Ω: mean connections of a mixing layer.</summary>
    public double Omega => _blocks.Average(block => block.Connections) / 2;

    /// <summary>Trained numbers.</summary>
    public long Count => parameters().Sum(parameter => parameter.numel());

    /// <summary>The wide vectors that classes are read from, [width, batch].</summary>
    public Tensor Features(Tensor images) =>
        MixingBlock.Normed(_blocks.Aggregate(_patches.call(images), (rows, block) => block.call(rows)));

    /// <summary>Logits [classes, batch] of images [pixels, batch].</summary>
    public override Tensor forward(Tensor input) => _classes.call(Features(input));

    /// <summary>The pixels of each patch below one another; patches are as square as they can be.</summary>
    public static long[] PatchOrder(int patches)
    {
        const int Side = ImageSet.Side;
        var down = Enumerable.Range(1, patches).Where(
            rows => patches % rows == 0 && Side % rows == 0 && Side % (patches / rows) == 0)
            .DefaultIfEmpty().MinBy(rows => Math.Abs(rows - Math.Sqrt(patches)));
        if (down == 0)
        {
            throw new ArgumentException($"{Side} × {Side} pixels cannot be cut into {patches} patches.");
        }

        var (tall, wide) = (Side / down, Side * down / patches);
        return
        [
            .. from top in Enumerable.Range(0, down)
               from left in Enumerable.Range(0, patches / down)
               from plane in Enumerable.Range(0, ImageSet.Colours)
               from y in Enumerable.Range(top * tall, tall)
               from x in Enumerable.Range(left * wide, wide)
               select (long)((plane * Side + y) * Side + x),
        ];
    }

    /// <summary>A sparse network's first layer has the connections of a square Mixer's with the same Ω.</summary>
    static ConnectedLayer Patches(MixerArm arm, SeededRandom random)
    {
        const int Pixels = ImageSet.Pixels;
        if (arm.Mixing == Mixing.Sparse)
        {
            var square = Math.Cbrt((double)arm.Width * arm.Reads);
            var reads = Math.Clamp((int)Math.Round(Pixels * square / arm.Width), 1, Pixels);
            return new SparseLayer(random, Pixels, arm.Width, arm.Reads == arm.Width ? Pixels : reads);
        }

        return new PermutedLayer(
            new ChannelLayer(random, Pixels / arm.Reads, arm.Channels, arm.Reads), PatchOrder(arm.Reads), null);
    }

    static IEnumerable<MixingBlock> Pair(MixerArm arm, SeededRandom random)
    {
        var (s, c, gamma) = (arm.Reads, arm.Channels, arm.Gamma);
        MixingBlock Block(Func<SeededRandom, bool, ConnectedLayer> layer, SeededRandom of)
        {
            ConnectedLayer Layer(bool widens) => layer(of.Fork(widens ? 1 : 0), widens);
            long[]? Order(string name) =>
                arm.Mixing == Mixing.Permuted ? MixerLayers.Random(of.Fork(name), arm.Width) : null;
            return new(
                new PermutedLayer(Layer(true), Order("before"), null),
                new PermutedLayer(Layer(false), null, Order("after")), arm.Skips);
        }

        int Size(int size, bool isWide) => isWide ? gamma * size : size;
        if (arm.Mixing == Mixing.Sparse)
        {
            ConnectedLayer Sparse(SeededRandom of, bool widens) => new SparseLayer(
                of, Size(arm.Width, !widens), Size(arm.Width, widens), Size(s, !widens));
            return [Block(Sparse, random.Fork("first")), Block(Sparse, random.Fork("second"))];
        }

        return
        [
            Block(
                (of, widens) => new TokenLayer(of, Size(s, !widens), Size(s, widens), c), random.Fork("tokens")),
            Block(
                (of, widens) => new ChannelLayer(of, Size(c, !widens), Size(c, widens), s), random.Fork("channels")),
        ];
    }
}

/// <summary>x + A2 relu(A1 norm(x)), or without x.</summary>
sealed class MixingBlock : nn.Module<Tensor, Tensor>
{
    readonly ConnectedLayer _first, _second;
    readonly bool _skips;

    public MixingBlock(ConnectedLayer first, ConnectedLayer second, bool skips)
        : base("block")
    {
        (_first, _second, _skips) = (first, second, skips);
        RegisterComponents();
    }

    /// <summary>Of both layers.</summary>
    public long Connections => _first.Connections + _second.Connections;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var mixed = _second.call(_first.call(Normed(input)).relu());
        return _skips ? input + mixed : mixed;
    }

    /// <summary>Wide vectors with a mean square of 1.</summary>
    public static Tensor Normed(Tensor rows) => rows * (rows.pow(2).mean([0], true) + 1e-6).rsqrt();
}
