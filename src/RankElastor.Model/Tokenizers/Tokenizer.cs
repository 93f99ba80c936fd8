using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

/// <summary>
/// How the embeddings of a row, [F, E], become tokens [T, D]. A case is one file: its options, the words that name it
/// in a configuration, and its layers. One of your own derives from this record and is passed to a model in code.
/// </summary>
public abstract record Tokenizer
{
    /// <summary>
    /// The tokenizers that a configuration can name; a new one is a file beside this one and a line here.
    /// </summary>
    public static Choices<Variant<Tokenizer>> All { get; } = new(
        variant => variant.Words,
        ChunkedTokenizer.Variant,
        FlatTokenizer.Variant,
        SemanticTokenizer.Variant,
        PermutedTokenizer.Variant,
        ReshapeTokenizer.Variant);

    /// <summary>
    /// The tokenizer that <c>trans_type</c> of the section <c>proj_param</c> names, <paramref name="absent"/> where it
    /// names none; the reference's <c>use_tokenizer: False</c> is the one that only reshapes.
    /// </summary>
    public static Tokenizer Read(ConfigSection config, string absent = "matrix")
    {
        var section = TokenizerKeys.Section.In(config);
        var named = TokenizerKeys.Kind.Read(section, All.Parse(TokenizerKeys.Kind.Name, absent)).Read(section);
        return TokenizerKeys.Used.Read(config) ? named : new ReshapeTokenizer();
    }

    /// <summary>
    /// Makes the layers under <paramref name="scope"/>; a shape that does not fit is an <see cref="InputException"/>.
    /// </summary>
    public abstract TokenLayers Build(Scope scope, TokenShape shape);
}

/// <summary>What a tokenizer reads and writes: F named fields of E numbers each, T tokens of D numbers each.</summary>
public sealed record TokenShape(IReadOnlyList<string> Fields, int EmbeddingWidth, int Tokens, int Width)
{
    /// <summary>F·E.</summary>
    public int Inputs => Fields.Count * EmbeddingWidth;
}

/// <summary>The layers of a tokenizer.</summary>
/// <param name="Apply">[B, F·E] → anything that reshapes to [B, T, D].</param>
/// <param name="Sites">The sites of the hidden activations, given the tokens' name: <c>name/gate1</c> ….</param>
public sealed record TokenLayers(Func<Tensor, ForwardPass, Tensor> Apply, Func<string, IEnumerable<Site>> Sites);
