using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>A table as comma-separated text, carried inside the report as a data address or written to a file.</summary>
sealed class Csv
{
    readonly StringBuilder _text = new();

    public Csv(string name, params ReadOnlySpan<string> header)
    {
        Name = name;
        Add(header);
    }

    /// <summary>What it holds; file names come from it.</summary>
    public string Name { get; }

    /// <summary>The name of its file.</summary>
    public string FileName => PlainName + ".csv";

    /// <summary>The name with a dash for everything that is not a letter, a digit, a point, a dash or an underscore.</summary>
    public string PlainName => string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));

    public int Length => _text.Length;

    public void Add(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var quoted = cells[i].AsSpan().ContainsAny(",\"\n\r");
            _text.Append(i > 0 ? "," : "").Append(quoted ? "\"" + cells[i].Replace("\"", "\"\"") + "\"" : cells[i]);
        }

        _text.Append('\n');
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>The table as an address that a browser can save, without a network.</summary>
    public string Address() => "data:text/csv;charset=utf-8," + Uri.EscapeDataString(_text.ToString()).Replace("%2C", ",").Replace("%2F", "/");
}
