using System.Numerics.Tensors;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Rows;

// B rows, F fields, E width, P id columns, N number columns

/// <summary>
/// Concatenation of each field's embedding: a gathered table row, or a number times the field's weights. out[b, f, :] =
/// rows[b, p(f), :] or numbers[b, n(f)] · weights_f. Backward: the gradient of rows is that of out at p(f); that of
/// weights_f is Σ_b numbers[b, n(f)] · dout[b, f, :].
/// </summary>
public sealed unsafe class AssembleFields
{
    const int Ranges = 32; // of rows: partial sums do not depend on the number of threads
    readonly int[] _idColumn, _numberColumn;
    readonly int _width, _ids, _numbers;

    /// <summary>
    /// One entry per field: its id column, or −1 and its number column. N is <paramref name="numbers"/>, or as many as
    /// there are such fields.
    /// </summary>
    public AssembleFields(IReadOnlyList<(int IdColumn, int NumberColumn)> fields, int width, int? numbers = null)
    {
        _idColumn = [.. fields.Select(field => field.IdColumn)];
        _numberColumn = [.. fields.Select(field => field.NumberColumn)];
        _width = width;
        _ids = _idColumn.Count(column => column >= 0);
        _numbers = numbers ?? _idColumn.Count(column => column < 0);
    }

    /// <summary>
    /// Fills output [B, F, E] from rows [B, P, E], numbers [B, N] and one weight address per field (0 for id fields).
    /// </summary>
    public void Forward(
        nint rows, ReadOnlyMemory<float> numbers, IReadOnlyList<nint> weights, nint output, int count,
        Workers workers) => ForEachRange(count, workers, (_, start, end) =>
    {
        var number = numbers.Span;
        for (var b = start; b < end; b++)
        {
            for (var f = 0; f < _idColumn.Length; f++)
            {
                var target = Vector(output, (long)b * _idColumn.Length + f);
                if (_idColumn[f] >= 0)
                {
                    Vector(rows, (long)b * _ids + _idColumn[f]).CopyTo(target);
                }
                else
                {
                    TensorPrimitives.Multiply(Vector(weights[f], 0), number[b * _numbers + _numberColumn[f]], target);
                }
            }
        }
    });

    /// <summary>From the gradient of the output, fills that of the rows and the weights' (overwritten).</summary>
    public void Backward(
        nint outputGradient, ReadOnlyMemory<float> numbers, nint rowGradient, IReadOnlyList<nint> weightGradients,
        int count, Workers workers)
    {
        var sums = new float[Ranges * _idColumn.Length * _width];
        ForEachRange(count, workers, (range, start, end) =>
        {
            var number = numbers.Span;
            var own = sums.AsSpan(range * _idColumn.Length * _width, _idColumn.Length * _width);
            for (var b = start; b < end; b++)
            {
                for (var f = 0; f < _idColumn.Length; f++)
                {
                    var gradient = Vector(outputGradient, (long)b * _idColumn.Length + f);
                    if (_idColumn[f] >= 0)
                    {
                        gradient.CopyTo(Vector(rowGradient, (long)b * _ids + _idColumn[f]));
                    }
                    else
                    {
                        var sum = own.Slice(f * _width, _width);
                        TensorPrimitives.MultiplyAdd(gradient, number[b * _numbers + _numberColumn[f]], sum, sum);
                    }
                }
            }
        });
        for (var f = 0; f < _idColumn.Length; f++)
        {
            if (_idColumn[f] < 0)
            {
                Sum(sums, f, Vector(weightGradients[f], 0));
            }
        }
    }

    void Sum(float[] sums, int field, Span<float> result)
    {
        result.Clear();
        for (var range = 0; range < Ranges; range++)
        {
            TensorPrimitives.Add(result, sums.AsSpan((range * _idColumn.Length + field) * _width, _width), result);
        }
    }

    Span<float> Vector(nint first, long index) => new((float*)first + index * _width, _width);

    static void ForEachRange(int count, Workers workers, Action<int, int, int> body) =>
        workers.ForEach(
            Ranges,
            range => body(range, (int)((long)count * range / Ranges), (int)((long)count * (range + 1) / Ranges)));
}
