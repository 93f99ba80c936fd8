namespace RankElastor.Training.Optimisation.Updates;

/// <summary>The rows whose slot is not 0, in ascending order, found by a vectorised search.</summary>
ref struct TouchedRows(ReadOnlySpan<int> slots)
{
    readonly ReadOnlySpan<int> _slots = slots;

    public int Current { get; private set; } = -1;

    public readonly TouchedRows GetEnumerator() => this;

    public bool MoveNext()
    {
        var next = _slots[(Current + 1)..].IndexOfAnyExcept(0);
        Current += next + 1;
        return next >= 0;
    }
}
