using System.Globalization;
using RankElastor.Experiments.Collapse;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>What one run was trained on and with; its file's name.</summary>
/// <param name="Data">Kind of rows.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Plant">Name of the plant; empty for none.</param>
/// <param name="Degree">Its degree.</param>
/// <param name="Seed">Fixes everything random.</param>
readonly record struct RunKey(string Data, string Model, string Plant, double Degree, int Seed)
{
    /// <summary>The same without a plant.</summary>
    public RunKey Twin => this with { Plant = "", Degree = 0 };

    /// <summary>A file name: words of a run joined by underscores, the seed last.</summary>
    public string File
    {
        get
        {
            var plant = Plant.Length == 0 ? "none" : $"{Plant}-{GradedPlant.Text(Degree)}";
            var seed = Seed.ToString(CultureInfo.InvariantCulture);
            return $"{Plain(Data)}_{Plain(Model)}_{plant}_seed{seed}.jsonl.gz";
        }
    }

    static string Plain(string name) => string.Join('-', name.Split(
        [' ', ',', '_'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
