namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>
/// Mean <c>entropy_rank_sv</c> by stage of the PyTorch reference on frappe_x1 with the settings of
/// <c>experiments/sawtooth</c>, 4096 test rows, one run per model. It has no stage between mixing and P-FFN.
/// </summary>
static class ReferenceRanks
{
    public const string Dataset = "frappe_x1";
    public const string Variant = "entropy_rank_sv";

    public static IReadOnlyList<string> Sites { get; } =
        ["embedding", "tokens", "block1/mixing", "block1/ffn", "block2/mixing", "block2/ffn"];

    static readonly double[] _mixerInitial = [7.87, 7.76, 8.90, 8.94, 9.13, 9.13];
    static readonly double[] _mixerTrained = [6.84, 6.12, 8.64, 8.77, 8.97, 8.83];
    static readonly double[] _elastorInitial = [7.87, 7.98, 8.75, 8.94, 8.91, 8.94];
    static readonly double[] _elastorTrained = [7.50, 7.38, 8.61, 8.85, 8.92, 8.65];

    public static IReadOnlyList<double> Of(string model, bool trained) => (model, trained) switch
    {
        ("RankMixer", false) => _mixerInitial,
        ("RankMixer", true) => _mixerTrained,
        (_, false) => _elastorInitial,
        (_, true) => _elastorTrained,
    };
}
