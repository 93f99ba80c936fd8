namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Buffers of one thread for a block's rows and gradients, of any content, kept between steps.</summary>
static class Scratch
{
    [ThreadStatic]
    static float[]? _rows, _gradients;

    /// <summary>Room for rows that are widened to float32; the caller's until it asks again.</summary>
    public static Span<float> Rows(int count) => Buffer(ref _rows, count);

    public static Span<float> Gradients(int count) => Buffer(ref _gradients, count);

    static Span<float> Buffer(ref float[]? buffer, int count)
    {
        if (buffer is null || buffer.Length < count)
        {
            buffer = new float[Math.Max(count, UpdateBlock.Elements)];
        }

        return buffer.AsSpan(0, count);
    }
}
