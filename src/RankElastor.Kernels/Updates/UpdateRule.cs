namespace RankElastor.Kernels.Updates;

/// <summary>
/// The update of one step, in place, for a dense parameter or for whole table rows, with the optimiser's state of them.
/// The gradient it uses is scale·(g + decay·w); without gradients (an empty span) g is 0.
/// </summary>
public delegate void UpdateRule(
    Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second);
