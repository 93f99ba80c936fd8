using System.Text.RegularExpressions;

namespace RankElastor.Report.Stages;

/// <summary>Sites in plain words.</summary>
static partial class SiteWords
{
    /// <summary>
    /// The module that ends at a site: "mixing in block 1" for <c>block1/mixing</c>, "cross layer 1"; else the site.
    /// </summary>
    public static string Of(string site)
    {
        if (site == "tokens")
        {
            return "the tokenizer";
        }

        if (Layer().Match(site) is { Success: true } layer)
        {
            return $"{(layer.Groups[1].Value == "cin" ? "CIN" : "cross")} layer {layer.Groups[2].Value}";
        }

        if (Block().Match(site) is not { Success: true } block)
        {
            return site switch
            {
                "fm" => "the products of fields (FM)",
                "products/matrix" => "the products of fields (PNN)",
                _ => site,
            };
        }

        var part = block.Groups[2].Value switch
        {
            "mixing" => "mixing",
            "norm" => "the norm",
            "ffn" => "the per-token network (P-FFN)",
            var other => other,
        };
        return $"{part} in block {block.Groups[1].Value}";
    }

    [GeneratedRegex("^(cross|cin)(\\d+)$")]
    private static partial Regex Layer();

    [GeneratedRegex("^block(\\d+)/(.+)$")]
    private static partial Regex Block();
}
