using RankElastor.Cli.Shell;
using RankElastor.Training.Alarms;
using RankElastor.Training.Inspection;

namespace RankElastor.Cli.Jobs;

/// <summary>An inspection as lines for people: findings first, numbers under them.</summary>
static class InspectionLines
{
    public static void Print(Terminal terminal, ModelInspection inspection)
    {
        terminal.Line($"{inspection.Model} in {inspection.Subject}: {inspection.Loss}");
        terminal.Line(inspection.Verdict.Sentence);
        foreach (var finding in inspection.Findings)
        {
            terminal.Line($"  {finding.Severity,-7}  {AlarmLines.OfInspection(finding)}");
        }

        foreach (var part in InspectionPart.Of(inspection))
        {
            Print(terminal, part);
        }
    }

    static void Print(Terminal terminal, InspectionPart part)
    {
        var name = part.Rows.Max(row => row.Name.Length);
        terminal.Line("");
        terminal.Line(part.Title);
        terminal.Line($"  {part.Reading}");
        terminal.Line(
            $"  {"".PadRight(name)} "
                + $"{"shape",14}{string.Concat(part.Measures.Select(measure => measure.PadLeft(Width(measure))))}");
        foreach (var row in part.Rows)
        {
            var cells = string.Concat(part.Measures.Select(measure => row.Cell(measure).PadLeft(Width(measure))));
            terminal.Line($"  {row.Name.PadRight(name)} {row.Shape,14}{cells}  {row.Why(part.Measures)}".TrimEnd());
        }
    }

    static int Width(string measure) => Math.Max(measure.Length, 9) + 2;
}
