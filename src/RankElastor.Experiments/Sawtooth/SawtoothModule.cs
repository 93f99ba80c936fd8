using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>A part of a model between two of its sites.</summary>
/// <param name="Kind">What part it is.</param>
/// <param name="Block">From 1 on; 0 for what is not in a block.</param>
/// <param name="From">The site before it.</param>
/// <param name="To">The site after it.</param>
sealed record SawtoothModule(ModuleKind Kind, int Block, string From, string To)
{
    public string Name => Kind switch
    {
        ModuleKind.Tokenizer => "tokenizer",
        ModuleKind.Mixing => $"block {Block} mixing",
        ModuleKind.Norm => $"block {Block} norm",
        ModuleKind.Network => $"block {Block} P-FFN",
        ModuleKind.MixingAndNorm => $"block {Block} mixing + norm",
        ModuleKind.NormAndNetwork => $"block {Block} norm + P-FFN",
        ModuleKind.Block => $"block {Block}, whole",
        _ => "model, whole",
    };

    /// <summary>Of a model of blocks; of 0 of them none.</summary>
    public static IReadOnlyList<SawtoothModule> Of(int blocks) => blocks == 0 ? [] :
    [
        new(ModuleKind.Tokenizer, 0, "embedding", "tokens"),
        .. Enumerable.Range(1, blocks).SelectMany(InBlock),
        new(ModuleKind.Model, 0, "embedding", Site(blocks, "ffn")),
    ];

    static IEnumerable<SawtoothModule> InBlock(int block)
    {
        var before = Before(block);
        var (mixing, norm, network) = (Site(block, "mixing"), Site(block, "norm"), Site(block, "ffn"));
        yield return new(ModuleKind.Mixing, block, before, mixing);
        yield return new(ModuleKind.Norm, block, mixing, norm);
        yield return new(ModuleKind.Network, block, norm, network);
        yield return new(ModuleKind.MixingAndNorm, block, before, norm);
        yield return new(ModuleKind.NormAndNetwork, block, mixing, network);
        yield return new(ModuleKind.Block, block, before, network);
    }

    /// <summary>What a block begins with.</summary>
    public static string Before(int block) => block == 1 ? "tokens" : Site(block - 1, "ffn");

    /// <summary>A block's site.</summary>
    public static string Site(int block, string part) => $"block{Figures.Whole(block)}/{part}";
}

/// <summary>The parts whose effect on rank is asked about.</summary>
enum ModuleKind
{
    /// <summary>embedding → tokens; it changes the shape of the matrix.</summary>
    Tokenizer,

    /// <summary>The output of the block before → mixing; RankMixer's includes its LayerNorm, as in the paper.</summary>
    Mixing,

    /// <summary>mixing → the norm before the per-token network.</summary>
    Norm,

    /// <summary>norm → output of the block: the per-token network with its skip alone.</summary>
    Network,

    /// <summary>The output of the block before → norm: both models normed, so that they compare.</summary>
    MixingAndNorm,

    /// <summary>mixing → output of the block: what the paper's figures call the P-FFN.</summary>
    NormAndNetwork,

    Block,

    /// <summary>embedding → output of the last block.</summary>
    Model,
}
