using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>
/// HTML or SVG, written as an interpolated string. Each hole is HTML-encoded: text from a user or a file stays text.
/// A hole that is markup goes in as it is; a number is a coordinate.
/// </summary>
[InterpolatedStringHandler]
sealed class Markup(int letters, int holes)
{
    readonly StringBuilder _text = new(letters + 16 * holes);

    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new(0, 0);

    /// <summary>Markup that the program itself made, such as a style sheet; never text from elsewhere.</summary>
    public static Markup Trusted(string text)
    {
        var markup = new Markup(text.Length, 0);
        markup.AppendLiteral(text);
        return markup;
    }

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(string text) => _text.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(double coordinate) => _text.Append(Figures.At(coordinate));

    public void AppendFormatted(Markup part) => _text.Append(part._text);

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts)
        {
            AppendFormatted(part);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
