using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>Encodes the raw values of one field as fixed-width values of its column; frozen after fitting.</summary>
public abstract class FieldEncoder
{
    private protected FieldEncoder(FieldOptions options, Vocabulary? vocabulary, FittedState state)
    {
        Options = options;
        Vocabulary = vocabulary;
        State = state;
    }

    /// <summary>What the configuration says about the field.</summary>
    public FieldOptions Options { get; }

    /// <summary>The tokens, for fields that have them; shared fields hold the same object.</summary>
    public Vocabulary? Vocabulary { get; }

    /// <summary>The rest of what was learned.</summary>
    public FittedState State { get; }

    /// <summary>The field as the model sees it.</summary>
    public abstract Field Field { get; }

    /// <summary>
    /// Encodes the chosen rows of the reader's chunk into little-endian values, one after another; of a sequence into
    /// the places of its ids, which the reader holds.
    /// </summary>
    internal abstract void Encode(FieldReader reader, ReadOnlySpan<int> rows, Span<byte> column);

    /// <summary>The encoder for a field.</summary>
    internal static FieldEncoder Create(FieldOptions options, Vocabulary? vocabulary, FittedState state) =>
        options.Kind switch
        {
            FieldKind.Numeric => new NumericEncoder(options, state),
            FieldKind.Meta => new MetaEncoder(options, state),
            FieldKind.Sequence => new SequenceEncoder(options, vocabulary, state),
            _ => new CategoricalEncoder(options, vocabulary, state),
        };

    private protected Field Describe(int vocabularySize, int maxLength) =>
        Options.Described(vocabularySize, maxLength, GivenVectors.Table(Options, Vocabulary, State));
}
