using RankElastor.Kernels.Rows;

namespace RankElastor.Model.Embeddings;

/// <summary>Rows of one table, read as float32 and stored as the table is; rows are addressed with 64 bits.</summary>
public readonly unsafe struct RowMemory(EmbeddingStorage storage, RowTable table, int width)
{
    /// <summary>True where <see cref="Floats"/> gives the rows themselves.</summary>
    public bool IsFloat => storage == EmbeddingStorage.Full;

    /// <summary>The stored rows, float32 only.</summary>
    public Span<float> Floats(long first, int rows) => new((float*)table.Address + first * width, rows * width);

    /// <summary>Widens as many rows as fit into <paramref name="rows"/>.</summary>
    public void Read(long first, Span<float> rows)
    {
        switch (storage)
        {
            case EmbeddingStorage.Full:
                new ReadOnlySpan<float>((float*)table.Address + first * width, rows.Length).CopyTo(rows);
                break;
            case EmbeddingStorage.Bf16:
                Bf16Rows.Widen(Halves(first, rows.Length), rows);
                break;
            default:
                for (var done = 0; done < rows.Length; done += width, first++)
                {
                    Int8Rows.Widen(Bytes(first), ((float*)table.Scales)[first], rows.Slice(done, width));
                }

                break;
        }
    }

    /// <summary>Stores the nearest representable rows.</summary>
    public void Write(long first, ReadOnlySpan<float> rows)
    {
        switch (storage)
        {
            case EmbeddingStorage.Full:
                rows.CopyTo(new Span<float>((float*)table.Address + first * width, rows.Length));
                break;
            case EmbeddingStorage.Bf16:
                Bf16Rows.Nearest(rows, Halves(first, rows.Length));
                break;
            default:
                for (var done = 0; done < rows.Length; done += width, first++)
                {
                    ((float*)table.Scales)[first] = Int8Rows.Nearest(rows.Slice(done, width), Bytes(first));
                }

                break;
        }
    }

    /// <summary>Stores rows by stochastic rounding; the noise is fixed by the row's number.</summary>
    public void WriteStochastically(long first, ReadOnlySpan<float> rows, RoundingNoise noise)
    {
        for (var done = 0; done < rows.Length; done += width, first++)
        {
            var row = rows.Slice(done, width);
            if (storage == EmbeddingStorage.Bf16)
            {
                Bf16Rows.Stochastic(row, Halves(first, width), noise.Fork(first));
            }
            else
            {
                ((float*)table.Scales)[first] = Int8Rows.Stochastic(row, Bytes(first), noise.Fork(first));
            }
        }
    }

    Span<ushort> Halves(long row, int count) => new((ushort*)table.Address + row * width, count);

    Span<sbyte> Bytes(long row) => new((sbyte*)table.Address + row * width, width);
}
