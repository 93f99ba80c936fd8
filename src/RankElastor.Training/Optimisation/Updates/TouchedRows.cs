namespace RankElastor.Training.Optimisation.Updates;

/// <summary>The touched rows of start … end − 1 in ascending order, found by a vectorised search over the slots.</summary>
ref struct TouchedRows(ReadOnlySpan<int> slotsPlusOne, int start, int end)
{
    readonly ReadOnlySpan<int> _slots = slotsPlusOne[..end];

    public int Current { get; private set; } = start - 1;

    public readonly TouchedRows GetEnumerator() => this;

    public bool MoveNext()
    {
        var next = _slots[(Current + 1)..].IndexOfAnyExcept(0);
        Current += next + 1;
        return next >= 0;
    }
}
