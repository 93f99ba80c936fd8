using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Preparation;

/// <summary>Reads a label or the weight out of the chunks of one source.</summary>
sealed class TargetReader
{
    readonly RowSource _source;
    readonly string _name;
    readonly int _column; // -1: the source need not have it
    readonly float _absent;
    readonly (Func<double, bool> Fits, string Allowed) _range;

    TargetReader(
        RowSource source, string name, string column, bool isThere, float absent,
        (Func<double, bool> Fits, string Allowed) range)
    {
        (_source, _name, _absent, _range) = (source, name, absent, range);
        _column = isThere ? source.Use(column) : -1;
    }

    /// <summary>
    /// The labels and, where there is one, the weight; without <paramref name="labelled"/> labels are 0 and weights 1,
    /// whatever the source has.
    /// </summary>
    public static TargetReader[] Of(DatasetOptions options, RowSource source, bool labelled)
    {
        var labels = options.Labels.Select(label => new TargetReader(
            source, label, options.Format.LabelColumn(label), labelled, 0, RangeOf(options, label)));
        return options.Weight is { } weight
            ? [.. labels, new(source, weight, weight, labelled, 1,
                (value => value >= 0 && float.IsFinite((float)value), "a finite number >= 0"))]
            : [.. labels];
    }

    static (Func<double, bool> Fits, string Allowed) RangeOf(DatasetOptions options, string label) =>
        options.NumberLabels.Contains(label)
            ? (value => float.IsFinite((float)value), "a finite number")
            : (value => value is 0 or 1, "0 or 1");

    /// <summary>The values of chosen rows.</summary>
    /// <exception cref="InputException">One is out of its range: source, line, column.</exception>
    public void Encode(SelectedRows chunk, Span<float> values)
    {
        if (_column < 0)
        {
            values.Fill(_absent);
            return;
        }

        for (var index = 0; index < values.Length; index++)
        {
            var row = chunk.Rows[index];
            var raw = chunk.Chunk.Value(row, _column);
            values[index] = TokenForm.TryReal(raw, out var value) && _range.Fits(value)
                ? (float)value
                : throw InputException.At(
                    $"{chunk.Chunk.File ?? _source.Name}:{chunk.Chunk.Lines[row]}:{_name}",
                    chunk.Chunk.IsList(row, _column) ? "a list" : $"'{FieldReader.Shown(raw)}'", _range.Allowed);
        }
    }
}
