using System.Text;
using CsCheck;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class ElementsTests
{
    static readonly string[] _splitters = ["^", "||", "::", "aba", "é", "→", "^|^"];
    static readonly string[] _pieces = ["a", "b", "x", "", ":", "|", "é", "^", "ab"];

    /// <summary>A text is cut where <see cref="string.Split(string, StringSplitOptions)"/> cuts it.</summary>
    [Fact]
    public void Text_IsCutAtTheWholeSplitter() =>
        Gen.Select(
            Gen.Int[0, _splitters.Length - 1].Select(index => _splitters[index]),
            Gen.Int[0, _pieces.Length - 1].Select(index => _pieces[index]).Array[0, 8].Select(string.Concat)
                .Array[0, 6])
        .Sample((splitter, parts) =>
        {
            var text = string.Join(splitter, parts);
            var expected = text.Length == 0 ? [] : text.Split(splitter);
            Assert.Equal(expected, Read(new Elements(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(splitter))));
        }, iter: 5000);

    /// <summary>A list gives back what went in, whatever the elements hold.</summary>
    [Fact]
    public void List_CarriesAnyElements() =>
        Gen.String.Array[0, 6].Array[1, 5].Sample(rows =>
        {
            var builder = new ChunkBuilder(1);
            foreach (var row in rows)
            {
                Array.ForEach(row, builder.AppendElement);
                builder.EndList();
                builder.EndRow(1);
            }

            for (var row = 0; row < rows.Length; row++)
            {
                Assert.True(builder.Chunk.IsList(row, 0));
                Assert.Equal(rows[row].Select(Utf8), Read(builder.Chunk.Elements(row, 0, "^"u8)));
            }
        }, iter: 1000);

    static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static List<string> Read(Elements elements)
    {
        var read = new List<string>();
        while (elements.Left > 0)
        {
            read.Add(Encoding.UTF8.GetString(elements.Next()));
        }

        return read;
    }
}
