using System.Buffers.Text;
using System.IO.Hashing;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Encoders.Vocabularies;

namespace RankElastor.Data.Encoders;

/// <summary>Maps a canonical token to a table row; 0 is padding, the last row is out of vocabulary.</summary>
abstract class IdRule
{
    public abstract int Size { get; }

    /// <summary>What <see cref="Id"/> accepts, for messages.</summary>
    public virtual string Allowed => "any token";

    /// <summary>The row of every unknown token; -1 where no token is unknown.</summary>
    public virtual int Unknown => -1;

    /// <summary>The row of a value that is not there.</summary>
    public virtual int Missing => Size - 1;

    /// <summary>The token's table row, or -1 where the token is not allowed.</summary>
    public abstract int Id(ReadOnlySpan<byte> token);

    public static IdRule Of(FieldOptions options, Vocabulary? vocabulary, FittedState state) => options.Rule switch
    {
        CategoryRule.Given => new GivenIds(options.VocabularySize!.Value, options.OutOfVocabulary),
        CategoryRule.HashBucket => new HashIds(options.Buckets),
        CategoryRule.QuantileBucket => new QuantileIds([.. state.Boundaries]),
        _ => new VocabularyIds(vocabulary!),
    };

    sealed class VocabularyIds(Vocabulary vocabulary) : IdRule
    {
        public override int Size => vocabulary.Size;

        public override int Unknown => vocabulary.OutOfVocabulary;

        public override int Missing => vocabulary.OutOfVocabulary;

        public override int Id(ReadOnlySpan<byte> token) => vocabulary.Id(token);
    }

    sealed class GivenIds(int size, int? outOfVocabulary) : IdRule
    {
        public override int Size => size;

        public override int Missing => outOfVocabulary ?? size - 1;

        public override string Allowed => $"an id from 0 to {size - 1}";

        public override int Id(ReadOnlySpan<byte> token) =>
            Utf8Parser.TryParse(token, out int id, out var read) && read == token.Length
            && id >= 0 && id < size ? id : -1;
    }

    sealed class HashIds(int buckets) : IdRule
    {
        public override int Size => buckets + 2;

        public override int Id(ReadOnlySpan<byte> token) => 1 + (int)(XxHash3.HashToUInt64(token) % (ulong)buckets);
    }

    sealed class QuantileIds(double[] boundaries) : IdRule
    {
        public override int Size => boundaries.Length + 3;
        public override string Allowed => "a finite number";

        public override int Id(ReadOnlySpan<byte> token)
        {
            if (!TokenForm.TryReal(token, out var value))
            {
                return -1;
            }

            var (low, high) = (0, boundaries.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = boundaries[middle] < value ? (middle + 1, high) : (low, middle);
            }

            return 1 + low;
        }
    }
}
