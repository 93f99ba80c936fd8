using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>
/// HTML or SVG as an interpolated string: holes are encoded, except markup; a number is a coordinate.
/// </summary>
[InterpolatedStringHandler]
sealed class Markup(int letters, int holes)
{
    readonly StringBuilder _text = new(letters + 16 * holes);

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

    public override string ToString() => _text.ToString();
}
