using System.Runtime.InteropServices;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Data.Encoders;

/// <summary>Sees the training rows once and learns what one field's encoder needs.</summary>
abstract class FieldFitter
{
    public abstract void Observe(FieldReader reader, ReadOnlySpan<int> rows);

    /// <summary>The field's own vocabulary, or null.</summary>
    public virtual Vocabulary? BuildVocabulary() => null;

    public virtual FittedState Finish() => new();

    /// <summary>What the values showed that the user should know, on one line, or null.</summary>
    public virtual string? Remark => null;

    public static FieldFitter Of(FieldOptions options, CountingBudget budget) => options switch
    {
        { Kind: FieldKind.Sequence } => new SequenceFitter(options, budget),
        { Kind: FieldKind.Categorical, Rule: CategoryRule.Vocabulary } => new CategoricalFitter(options, budget),
        { Kind: FieldKind.Categorical, Rule: CategoryRule.QuantileBucket } => new QuantileFitter(options),
        { Kind: FieldKind.Numeric, Normalisation: not Normalisation.None } => new ScaleFitter(options),
        _ => new NothingToLearn(),
    };

    sealed class NothingToLearn : FieldFitter
    {
        public override void Observe(FieldReader reader, ReadOnlySpan<int> rows) { }
    }

    sealed class CategoricalFitter(FieldOptions options, CountingBudget budget) : FieldFitter
    {
        readonly TokenCounter _counter = new(budget);

        public override void Observe(FieldReader reader, ReadOnlySpan<int> rows)
        {
            foreach (var row in rows)
            {
                var token = reader.Token(row, out var isNa);
                if (!isNa)
                {
                    _counter.Add(token);
                }
            }
        }

        public override Vocabulary BuildVocabulary() => _counter.Build(options.Name, options.MinCount, options.Remap);
    }

    sealed class SequenceFitter(FieldOptions options, CountingBudget budget) : FieldFitter
    {
        readonly TokenCounter _counter = new(budget);
        readonly SplitterCheck _splitter = new(options);
        readonly LengthCheck _lengths = new(options);

        public override void Observe(FieldReader reader, ReadOnlySpan<int> rows)
        {
            foreach (var row in rows)
            {
                var elements = reader.Elements(row);
                _lengths.Observe(elements.Left);
                _splitter.Observe(reader, row, elements);
                while (elements.Left > 0 && options.Rule == CategoryRule.Vocabulary)
                {
                    var token = reader.Element(elements.Next(), row, out var isNa);
                    if (!isNa)
                    {
                        _counter.Add(token);
                    }
                }
            }
        }

        public override Vocabulary? BuildVocabulary() =>
            options.Rule == CategoryRule.Vocabulary ? _counter.Build(options.Name, options.MinCount, options.Remap)
                : null;

        public override string? Remark => _splitter.Remark ?? _lengths.Remark;

        public override FittedState Finish() =>
            new() { MaxLength = options.MaxLength == 0 ? _lengths.Longest : options.MaxLength };
    }

    /// <summary>Mean and spread by Welford's recurrence, and the extremes, over the values that are there.</summary>
    sealed class ScaleFitter(FieldOptions options) : FieldFitter
    {
        long _count;
        double _mean, _squares, _smallest = double.PositiveInfinity, _largest = double.NegativeInfinity;

        public override void Observe(FieldReader reader, ReadOnlySpan<int> rows)
        {
            foreach (var row in rows)
            {
                if (reader.IsMissing(row))
                {
                    continue;
                }

                var value = reader.Number(row);
                var off = value - _mean;
                _mean += off / ++_count;
                _squares += off * (value - _mean);
                (_smallest, _largest) = (Math.Min(_smallest, value), Math.Max(_largest, value));
            }
        }

        public override FittedState Finish()
        {
            if (_count == 0)
            {
                return new FittedState();
            }

            var (shift, scale) = options.Normalisation == Normalisation.Standard
                ? (_mean, Math.Sqrt(_squares / _count))
                : (_smallest, _largest - _smallest);
            return new FittedState { Shift = shift, Scale = scale > 0 ? scale : 1 };
        }
    }

    /// <summary>Quantiles of a uniform sample of at most a million values, with linear interpolation.</summary>
    sealed class QuantileFitter(FieldOptions options) : FieldFitter
    {
        const int MostSamples = 1 << 20;
        readonly SeededRandom _random = new SeededRandom(0).Fork(options.Name);
        readonly List<double> _samples = [];
        long _seen;

        public override void Observe(FieldReader reader, ReadOnlySpan<int> rows)
        {
            foreach (var row in rows)
            {
                if (reader.IsMissing(row))
                {
                    continue;
                }

                var value = reader.Number(row);
                var place = _samples.Count < MostSamples ? _seen : (long)(_random.NextDouble() * (_seen + 1));
                _seen++;
                if (place == _samples.Count)
                {
                    _samples.Add(value);
                }
                else if (place < _samples.Count)
                {
                    _samples[(int)place] = value;
                }
            }
        }

        public override FittedState Finish()
        {
            _samples.Sort();
            var cuts = Enumerable.Range(1, options.Buckets - 1);
            return new FittedState { Boundaries = [.. cuts.Select(cut => Quantile((double)cut / options.Buckets))] };
        }

        double Quantile(double level) =>
            _samples.Count == 0 ? 0 : Sample.QuantileOfSorted(CollectionsMarshal.AsSpan(_samples), level);
    }
}
