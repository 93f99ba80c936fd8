using System.Text;

namespace RankElastor.Report.Drawing;

/// <summary>A table as comma-separated text, carried inside the report or written to a file.</summary>
sealed class Csv
{
    readonly StringBuilder _text = new();

    /// <param name="name">What it holds; file names come from it.</param>
    /// <param name="header">Names of the columns.</param>
    public Csv(string name, params ReadOnlySpan<Cell> header)
    {
        PlainName = string.Concat(name.Select(letter => IsPlain(letter) ? letter : '-'));
        Add(header);
    }

    /// <summary>The name, with a dash in place of each character that a file name may not hold.</summary>
    public string PlainName { get; }

    /// <summary>The name of its file.</summary>
    public string FileName => PlainName + ".csv";

    public int Length => _text.Length;

    /// <summary>Adds a row.</summary>
    public void Add(params ReadOnlySpan<Cell> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var text = cells[i].Text;
            var quoted = text.AsSpan().ContainsAny(",\"\n\r");
            _text.Append(i > 0 ? "," : "").Append(quoted ? "\"" + text.Replace("\"", "\"\"") + "\"" : text);
        }

        _text.Append('\n');
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>The table as an address that a browser can save, without a network.</summary>
    public string Address() =>
        "data:text/csv;charset=utf-8," + Uri.EscapeDataString(_text.ToString()).Replace("%2C", ",").Replace("%2F", "/");

    static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_';

    /// <summary>A cell: text as it is, an int in full, any other number with six digits.</summary>
    public readonly record struct Cell(string Text)
    {
        public static implicit operator Cell(string text) => new(text);

        public static implicit operator Cell(int value) => new(Figures.Whole(value));

        public static implicit operator Cell(double value) => new(Figures.Exact(value));
    }
}
