using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>
/// The rows of a kind and seed; the last ones made are kept, because runs of a seed follow each other.
/// </summary>
sealed class RowsByName(LabRequest request)
{
    /// <summary>The rows that planted collapses are trained on.</summary>
    public const string Generated = "generated";

    (string Name, int Seed, TrialRows Rows)? _last;
    FrappeRows? _frappe;

    /// <summary>Whether there are any: real ones need a folder.</summary>
    public bool Has(string name) => name != FrappeRows.Name || FrappeRows.IsIn(request.DataRoot);

    /// <summary>Makes or reads them.</summary>
    public TrialRows Of(string name, int seed)
    {
        if (_last is not { } last || last.Name != name || last.Seed != seed)
        {
            last = (name, seed, Make(name, seed));
            _last = last;
        }

        return last.Rows;
    }

    TrialRows Make(string name, int seed) => name == FrappeRows.Name
        ? (_frappe ??= new FrappeRows(request)).Of(seed)
        : RowsKind.Find(name).Rows(seed);
}
