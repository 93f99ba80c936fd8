using System.Text;

namespace RankElastor.Experiments.Pages;

/// <summary>A table of a Markdown page; the first column is text, the others may be numbers.</summary>
sealed class MarkdownTable
{
    readonly StringBuilder _text = new();

    public MarkdownTable(params ReadOnlySpan<string> header)
    {
        Add(header);
        _text.Append('|').Insert(_text.Length, "---|", header.Length).Append('\n');
    }

    public void Add(params ReadOnlySpan<string> cells)
    {
        _text.Append('|');
        foreach (var cell in cells)
        {
            _text.Append(' ').Append(cell.Replace("|", "\\|")).Append(" |");
        }

        _text.Append('\n');
    }

    public override string ToString() => _text + "\n";
}
