using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>A small table as comma-separated text, carried inside the report as a data address.</summary>
sealed class Csv
{
    readonly StringBuilder _text = new();

    public Csv(string name, params ReadOnlySpan<string> header)
    {
        Name = name;
        Add(header);
    }

    /// <summary>File name without its ending.</summary>
    public string Name { get; }

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
