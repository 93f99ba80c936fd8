using System.Globalization;
using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Claims;

/// <summary>A group's page: what came out first, then each claim with its quote, rule, number and verdict.</summary>
static class ClaimsPage
{
    /// <summary>A value on the page.</summary>
    public static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) is < 1e-3 or >= 1e6 ? value.ToString("0.0e+0", CultureInfo.InvariantCulture)
        : value == Math.Truncate(value) ? value.ToString("0", CultureInfo.InvariantCulture)
        : Figures.Short(value);

    /// <summary>Markdown.</summary>
    public static string Write(ClaimGroup group, IReadOnlyList<JudgedClaim> judged, LabRequest request)
    {
        var machine = MachineInfo.Describe();
        var power = group.Power([.. judged.Select(each => each.Of)], request.Seeds);
        var page = new StringBuilder($"# {group.Question}\n\n{group.Introduction}\n\n");
        page.Append($"`rankelastor lab {group.Name} --seed {request.FirstSeed} --seeds {request.Seeds}`, commit ")
            .Append($"{MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}. Every value: `")
            .Append($"{ClaimGroup.Values}`. {power}; means by Student's t, Holm over the page's. ")
            .Append("A rule that was not committed before its run makes a verdict exploratory.\n\n");
        page.Append($"![Where each value lies, and where it must]({ClaimsFigure.File})\n\n");
        page.Append(Overview(judged)).Append('\n').Append(group.Appendix(request));
        foreach (var claim in judged)
        {
            One(page, claim);
        }

        return page.ToString();
    }

    static MarkdownTable Overview(IReadOnlyList<JudgedClaim> judged)
    {
        var rows = new MarkdownTable("claim", "what is checked", "measured", "rule", "verdict", "false twin");
        foreach (var claim in judged)
        {
            rows.Add(
                claim.Of.Id, claim.Of.Reading, claim.Measured(Number), claim.Of.Rule.ToString(), $"**{claim.Said}**",
                claim.ControlIsRefuted ? "refuted" : "NOT REFUTED");
        }

        return rows;
    }

    static void One(StringBuilder page, JudgedClaim judged)
    {
        var claim = judged.Of;
        page.Append($"## {claim.Id}: {judged.Said}\n\n");
        page.Append(claim.Quote == "" ? $"Derived here: {claim.Place}.\n\n" : $"> {claim.Quote}\n\n{claim.Place}. ");
        page.Append($"Scope: {claim.Scope}.{(claim.TriedOn == "" ? "" : $" Tried on {claim.TriedOn}.")}\n\n")
            .Append($"- Read as: {claim.Reading}\n- Measured: {claim.Procedure} The value: {claim.Value}; ")
            .Append($"**{judged.Measured(Number)}**. Rule: {claim.Rule}.");
        if (!claim.Rule.OfEach)
        {
            page.Append($" p = {Figures.Fixed(judged.P, 4)} (Holm).");
        }

        if (claim.Expected is { } known)
        {
            page.Append($" An independent computation gave {Number(known.Value)} ± {Number(known.Tolerance)}: ")
                .Append(judged.IsAsExpected == true ? "the same." : "**not the same.**");
        }

        page.Append($"\n- False twin: {claim.Control}: {Number(judged.ControlValues.Average())}, ")
            .Append(judged.ControlIsRefuted ? "refuted.\n" : "**not refuted: the rule proves nothing.**\n");
        if (claim.Comment != "")
        {
            page.Append($"- {claim.Comment}\n");
        }

        page.Append('\n');
        if (claim.Example is { } example)
        {
            page.Append($"```\n{example().TrimEnd('\n')}\n```\n\n");
        }
    }
}
