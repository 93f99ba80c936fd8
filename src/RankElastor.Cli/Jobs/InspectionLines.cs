using System.Globalization;
using RankElastor.Training.Inspection;

namespace RankElastor.Cli.Jobs;

/// <summary>An inspection as lines for people: findings first, numbers under them.</summary>
static class InspectionLines
{
    public static void Print(Terminal terminal, ModelInspection inspection)
    {
        terminal.Line(Text($"{inspection.Model} in {inspection.Subject}: logloss {inspection.Logloss:0.0000} on {inspection.Sample} rows"));
        Findings(terminal, inspection.Findings);
        Ranks(terminal, Text($"Activations, mean over {inspection.Sample} rows; logloss {inspection.Logloss:0.0000}"), inspection.Sites);
        Table(terminal, "All rows together, by site", inspection.Batches, ["entropy_rank_ev", "baseline_ratio", "stable_rank_centred", "mean_energy", "top1_energy", "rms"]);
        Table(terminal, "Tokens of a row", inspection.Tokens, ["residual_share", "mean_cosine", "rms"]);
        Table(terminal, "Gates and activation functions", inspection.Gates, ["dead_share", "saturated_share", "code_redundancy", "rms"]);
        Table(terminal, "Attention (entropy over its largest possible: 0 one-hot, 1 uniform)", inspection.Attention, ["entropy", "one_hot_share", "uniform_share"]);
        Table(terminal, "Directions and classes of rows", inspection.Geometry, ["uniformity", "alignment", "vci", "nc1"]);
        Pairs(terminal, "From one site to the next", inspection.Consecutive, ["cka", "utilised_rank", "utilised_share"]);
        Pairs(terminal, "Beside the other run, same rows", inspection.Against, ["cka"]);
        Table(terminal, "Gated units: what they do to the direction that they read", inspection.Neurons, ["enrichment_share", "depletion_share", "proportional_share", "unrelated_share"]);
        Noise(terminal, inspection.NoiseScale);
        Ranks(terminal, "Weight matrices (a stack of per-token matrices: mean over tokens)", inspection.Weights);
        Table(terminal, "Shape of weight spectra", inspection.Weights, ["tail_alpha", "tail_ks", "log_norm", "mp_soft_rank"]);
        Ranks(terminal, "Embedding tables, padding row left out", inspection.Tables);
    }

    static void Findings(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        terminal.Line(findings.Count == 0 ? "Nothing stands out." : "What stands out:");
        foreach (var finding in findings)
        {
            terminal.Line(Text($"  {finding.Severity,-7}  {finding.Text} Likely: {finding.Cause}. To try: {string.Join("; ", finding.Remedies)}."));
        }
    }

    static void Ranks(Terminal terminal, string title, IReadOnlyList<InspectedMatrix> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        terminal.Line(title);
        terminal.Line($"  {"name",-62} {"shape",12} {"entropy_sv",10} {"entropy_ev",10} {"stable",8} {"particip.",9} {"numerical",9} {"abundance/max",13}");
        foreach (var row in rows)
        {
            var m = row.Measures;
            terminal.Line(Text($"  {row.Name,-62} {$"{row.Rows}x{row.Columns}",12} {m["entropy_rank_sv"],10:0.00} {m["entropy_rank_ev"],10:0.00} {m["stable_rank"],8:0.00} {m["participation_ratio"],9:0.00} {m["numerical_rank"],9:0.0} {m["information_abundance_ratio"],13:0.000}"));
        }
    }

    static void Table(Terminal terminal, string title, IReadOnlyList<InspectedMatrix> rows, string[] measures) =>
        Table(terminal, title, [.. rows.Select(row => (row.Name, row.Measures, row.Refused))], measures);

    static void Pairs(Terminal terminal, string title, IReadOnlyList<SitePair> pairs, string[] measures) =>
        Table(terminal, title, [.. pairs.Select(pair => ($"{pair.From} - {pair.To}", pair.Measures, (IReadOnlyDictionary<string, string>?)null))], measures);

    static void Table(
        Terminal terminal, string title, IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Measures, IReadOnlyDictionary<string, string>? Refused)> rows, string[] measures)
    {
        if (rows.Count == 0)
        {
            return;
        }

        terminal.Line(title);
        terminal.Line($"  {"name",-62}{string.Concat(measures.Select(measure => $" {measure,19}"))}");
        foreach (var (name, values, refused) in rows)
        {
            var cells = measures.Select(measure => values.TryGetValue(measure, out var value) ? Text($" {value,19:0.0000}") : $" {"-",19}");
            var reason = refused?.FirstOrDefault(one => measures.Contains(one.Key));
            terminal.Line($"  {name,-62}{string.Concat(cells)}{(reason is { Key: not null } why ? $"  {why.Key}: {why.Value}" : "")}");
        }
    }

    static void Noise(Terminal terminal, NoiseScale? noise)
    {
        if (noise is not null)
        {
            var scale = noise.Scale is { } rows ? Text($"{rows:0} rows") : "not to be told from so few rows";
            terminal.Line(Text($"Gradient noise scale {scale} (batches of {noise.SmallBatch} and {noise.BigBatch}, {noise.Readings} readings): about where larger batches stop saving steps"));
        }
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
