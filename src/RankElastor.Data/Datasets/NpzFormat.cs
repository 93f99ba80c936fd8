using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>NumPy archives of ids, with a <c>feature_map.json</c> beside them.</summary>
sealed class NpzFormat : FileFormat
{
    public override IReadOnlyList<string> Words => ["npz"];
    internal override bool HoldsIds => true;

    protected override RowSource OpenFile(DatasetOptions options, string file) => new NpzSource(file);
}
