using System.Text;
using CsCheck;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Encoders.Vocabularies;

public sealed class VocabularyTests
{
    [Fact]
    public void Build_NumbersByCountThenFirstAppearance()
    {
        var vocabulary = Count("b", "a", "c", "c", "a", "d").Build("f", 1, remap: true);
        Assert.Equal(["a:1", "c:2", "b:3", "d:4"], vocabulary.Entries.Select(pair => $"{pair.Key}:{pair.Value}"));
        Assert.Equal((6, 5), (vocabulary.Size, vocabulary.OutOfVocabulary));
    }

    [Fact]
    public void Build_RareToken_IsOutOfVocabulary()
    {
        var vocabulary = Count("a", "b", "a").Build("f", 2, remap: true);
        Assert.Equal((1, 2, 3), (vocabulary.Id("a"u8), vocabulary.Id("b"u8), vocabulary.Size));
    }

    [Fact]
    public void Build_WithoutRemap_TokenIsId()
    {
        var vocabulary = Count("7", "2", "7").Build("f", 1, remap: false);
        Assert.Equal((7, 2, 8, 9), (vocabulary.Id("7"u8), vocabulary.Id("2"u8), vocabulary.Id("5"u8), vocabulary.Size));
    }

    [Fact]
    public void Build_WithoutRemap_TextIsAnError() =>
        Assert.Contains(
            "'x'",
            Assert.Throws<InputException>(() => Count("x").Build("f", 1, remap: false)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Merge_AppendsUnknownTokens_OutOfVocabularyStaysLast()
    {
        var vocabulary = Count("a", "b").Build("f", 1, remap: true);
        vocabulary.Merge(Count("c", "b", "c").Build("g", 1, remap: true), "g");
        Assert.Equal(["a:1", "b:2", "c:3"], vocabulary.Entries.Select(pair => $"{pair.Key}:{pair.Value}"));
        Assert.Equal(4, vocabulary.OutOfVocabulary);
    }

    [Fact]
    public void Build_NotUtf8_IsAnError()
    {
        var counter = new TokenCounter();
        counter.Add([0xff, 0x41]);
        Assert.Contains(
            "FF41",
            Assert.Throws<InputException>(() => counter.Build("f", 1, remap: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TokenTable_AgreesWithDictionary() => Gen.Byte.Array[0, 3].Array[0, 500].Sample(tokens =>
    {
        var (table, expected) = (new TokenTable(), new Dictionary<string, int>());
        foreach (var token in tokens)
        {
            var key = Convert.ToHexString(token);
            expected.TryAdd(key, expected.Count);
            Assert.Equal(expected[key], table.FindOrAdd(token));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Key, Convert.ToHexString(table[pair.Value])));
        Assert.Equal(-1, table.Find("absent"u8));
    }, iter: 100);

    static TokenCounter Count(params string[] tokens)
    {
        var counter = new TokenCounter();
        foreach (var token in tokens)
        {
            counter.Add(Encoding.UTF8.GetBytes(token));
        }

        return counter;
    }
}
