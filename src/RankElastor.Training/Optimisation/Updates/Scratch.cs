namespace RankElastor.Training.Optimisation.Updates;

/// <summary>Room of one thread for a piece's rows and gradients, kept from step to step.</summary>
static class Scratch
{
    [ThreadStatic]
    static float[]? _first, _second;

    /// <summary>Numbers of any content, for the caller until it asks again.</summary>
    public static Span<float> First(int count) => Room(ref _first, count);

    /// <summary>The same, other memory.</summary>
    public static Span<float> Second(int count) => Room(ref _second, count);

    static Span<float> Room(ref float[]? room, int count)
    {
        if (room is null || room.Length < count)
        {
            room = new float[Math.Max(count, Piece.Elements)];
        }

        return room.AsSpan(0, count);
    }
}
