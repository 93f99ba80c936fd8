using System.Globalization;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data.Preparation;

public sealed class ValueSharesTests : IDisposable
{
    const string Text = "  - {name: x, active: True, dtype: str, type: categorical}";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Shares_AreCountsOfTheFile_ForEveryKindOfField(int threads)
    {
        _folder.Write("train.csv", "label,x,n,s,g\n1,a,1,a^b,7\n0,b,,b,7\n1,c,3,,8\n0,,4,a^a,\n");
        _folder.Write("valid.csv", "label,x,n,s,g\n1,a,,c^b^d,9\n0,z,,,9\n1,y,3,a^^b,9\n0,,,e,\n");
        using var data = Prepare("""
            - {name: x, active: True, dtype: str, type: categorical}
            - {name: n, active: True, dtype: float, type: numeric, fill_na: 0}
            - {name: s, active: True, dtype: str, type: sequence, splitter: ^, max_len: 3}
            - {name: g, active: True, dtype: int, type: meta, fill_na: 0}
            """, threads);
        Assert.Equal(["train", "valid"], data.Shares.Select(split => split.Name));
        Assert.Equal(
            [
                new FieldShares("x", 4, 1, 3, 0), new("n", 4, 1, 0, 0) { Least = 1, Most = 4 },
                new("s", 4, 1, 5, 0), new("g", 4, 1, 0, 0),
            ],
            data.Shares[0].Fields);
        Assert.Equal(
            [
                new FieldShares("x", 4, 1, 3, 2), new("n", 4, 3, 0, 0) { Least = 3, Most = 3 },
                new("s", 4, 1, 6, 3), new("g", 4, 1, 0, 0),
            ],
            data.Shares[1].Fields);
        Assert.Equal((0.25, 2 / 3.0), (data.Shares[1].Fields[0].MissingShare, data.Shares[1].Fields[0].UnknownShare));
        Assert.Equal(
            ["Unknown ids (train / valid): x 0.0 % / 66.7 %, s 0.0 % / 50.0 %",
                "Missing values (train / valid): n 25.0 % / 75.0 %, x 25.0 % / 25.0 %, s 25.0 % / 25.0 %, "
                    + "g 25.0 % / 25.0 %"],
            ValueShares.Lines(data.Shares));
    }

    /// <summary>Ids of valid as they are in train, but for the spelling.</summary>
    [Theory]
    [InlineData("u{0}", "U{0}", "upper and lower case")]
    [InlineData("AB{0}", "ab{0}", "upper and lower case")]
    [InlineData("{0}.0", "{0}", "another way to write the number")]
    [InlineData("{0}", "{0}.00", "another way to write the number")]
    [InlineData("{0}", "+{0}", "another way to write the number")]
    [InlineData("u{0}", "u{0} ", "blanks around it")]
    [InlineData(" u{0}", "u{0}", "blanks around it")]
    [InlineData("00{0}", "{0}", "leading zeros")]
    [InlineData("u{0}", "'u{0}'", "quotation marks")]
    public void OtherSpelling_IsNamedWithAnExample(string train, string valid, string difference)
    {
        Write("train.csv", 60, row => Id(train, row));
        Write("valid.csv", 40, row => Id(valid, row));
        using var data = Prepare(Text);
        var warning = Assert.Single(data.Warnings);
        Assert.StartsWith(
            "x: 100.0 % of its values in valid are unknown ids, out of the vocabulary of train (train 0.0 %); most "
                + $"differ from known ones by {difference}: '",
            warning, StringComparison.Ordinal);
        var twin = data.Shares[1].Fields[0].Twin!;
        var rows = Enumerable.Range(0, 60).ToList();
        Assert.Single(rows, row => Id(valid, row) == twin.Found && Id(train, row) == twin.Known);
        Assert.EndsWith($"'{twin.Found}' is '{twin.Known}' in train", warning, StringComparison.Ordinal);
        using var again = Prepare(Text);
        Assert.True(again.Reused);
        Assert.Equal(data.Warnings, again.Warnings);
    }

    /// <summary>A share of valid's rows has an id that train lacks, in no known spelling.</summary>
    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void NewIds_AreWarnedOf_WhereTheirShareJumps(int percent, bool warns)
    {
        Write("train.csv", 100, row => $"u{row}");
        Write("valid.csv", 100, row => row < percent ? $"new{row}" : $"u{row}");
        using var data = Prepare(Text);
        Assert.Equal(
            warns ? ["x: 20.0 % of its values in valid are unknown ids, out of the vocabulary of train (train 0.0 %)"]
                : [],
            data.Warnings);
    }

    [Fact]
    public void RareIds_OutOfTheVocabularyEverywhere_AreNoJump()
    {
        Write("train.csv", 100, row => row < 60 ? $"rare{row}" : $"u{row % 8}");
        Write("valid.csv", 100, row => row < 70 ? $"rare{row}" : $"u{row % 8}");
        using var data = Prepare(Text + "\nmin_categr_count: 2");
        Assert.Equal((0.6, 0.7), (data.Shares[0].Fields[0].UnknownShare, data.Shares[1].Fields[0].UnknownShare));
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void FewIdsInOtherSpelling_AreWarnedOf_FewNewOnesNot()
    {
        Write("train.csv", 200, row => $"u{row}");
        Write("valid.csv", 200, row => row < 4 ? $"U{row}" : $"u{row}");
        using (var data = Prepare(Text))
        {
            Assert.Contains("2.0 % of its values in valid", Assert.Single(data.Warnings), StringComparison.Ordinal);
        }

        Write("valid.csv", 200, row => row < 4 ? $"new{row}" : $"u{row}");
        using var other = Prepare(Text);
        Assert.Empty(other.Warnings);
    }

    [Fact]
    public void MinimalCount_ThatLeavesHardlyAnyId_IsNamed()
    {
        Write("train.csv", 100, row => row < 90 ? $"rare{row}" : "often");
        using var data = Prepare(Text + "\nmin_categr_count: 2", valid: "train.csv");
        Assert.Equal(
            ["x: 90.0 % of its values in train are out of vocabulary: min_categr_count leaves too few ids, so that "
                + "most share one vector"],
            data.Warnings);
    }

    [Theory]
    [InlineData(19, 0)]
    [InlineData(20, 1)]
    public void MissingValues_AreWarnedOf_WhereTheirShareJumps(int percent, int warnings)
    {
        Write("train.csv", 100, row => $"u{row}");
        Write("valid.csv", 100, row => row < percent ? "" : $"u{row}");
        using var data = Prepare(Text);
        Assert.Equal(warnings, data.Warnings.Count);
        Assert.All(data.Warnings, text => Assert.Equal("x: 20.0 % of the rows of valid have no value (train 0.0 %)",
            text));
    }

    [Fact]
    public void FieldWithoutAnyValue_IsNamedOnce()
    {
        Write("train.csv", 50, _ => "");
        using var data = Prepare(Text, valid: "train.csv");
        Assert.Equal(["x: no row of train has a value"], data.Warnings);
    }

    [Theory]
    [InlineData("dtype: str, type: categorical", "a")]
    [InlineData("dtype: float, type: numeric", "2.5")]
    public void ConstantField_IsNamed_UnlessARowDiffersOrIsMissing(string form, string value)
    {
        var field = "  - {name: x, active: True, " + form + ", fill_na: 0}";
        Write("train.csv", 50, _ => value);
        using (var data = Prepare(field, valid: "train.csv"))
        {
            Assert.Equal(
                ["x: every row of train has the same value, so it tells no row from another; active: False leaves it "
                    + "out"],
                data.Warnings);
        }

        foreach (var other in new[] { "7", "" })
        {
            Write("train.csv", 50, row => row == 20 ? other : value);
            using var data = Prepare(field, valid: "train.csv");
            Assert.Empty(data.Warnings);
        }
    }

    /// <summary>Milliseconds since 1970 are named with range and cure; small or scaled numbers are not.</summary>
    [Theory]
    [InlineData("", 1_600_000_000_000, true)]
    [InlineData("", -5_000, true)]
    [InlineData("", 900, false)]
    [InlineData(", normalizer: StandardScaler", 1_600_000_000_000, false)]
    [InlineData(", normalizer: MinMaxScaler", 1_600_000_000_000, false)]
    public void UnscaledNumbers_AreNamedWithTheirRange(string more, double start, bool warns)
    {
        var step = Math.Abs(start) / 1000; // 32 bits still tell the rows apart
        Write("train.csv", 50, row => (start + step * row).ToString(CultureInfo.InvariantCulture));
        using var data = Prepare(
            "  - {name: x, active: True, dtype: float, type: numeric" + more + "}", valid: "train.csv");
        if (!warns)
        {
            Assert.Empty(data.Warnings);
            return;
        }

        var shares = data.Shares[0].Fields[0];
        Assert.Equal(((double)(float)start, (double)(float)(start + step * 49)), (shares.Least, shares.Most));
        Assert.Matches("^x: its numbers lie between .* as the model sees them, and drown every other field; "
            + "normalizer: StandardScaler brings them to the scale of 1", Assert.Single(data.Warnings));
    }

    /// <summary>The example does not depend on how many threads encode.</summary>
    [Fact]
    public void Shares_DoNotDependOnThreads()
    {
        Write("train.csv", 30_000, row => $"u{row}");
        Write("valid.csv", 30_000, row => $"U{row}");
        using var one = Prepare(Text, 1, cache: "one");
        using var two = Prepare(Text, 2, cache: "two");
        Assert.Equal(one.Shares[1].Fields, two.Shares[1].Fields);
        Assert.NotNull(one.Shares[1].Fields[0].Twin);
    }

    [Fact]
    public void LongLists_AreCutToTheFieldsThatHaveMost()
    {
        var fields = Enumerable.Range(0, 12).Select(field => new FieldShares($"f{field}", 100, field, 100, 0)).ToList();
        var line = ValueShares.Lines([new SplitShares("train", fields)])[1];
        Assert.StartsWith("Missing values (train): f11 11.0 %, f10 10.0 %, ", line, StringComparison.Ordinal);
        Assert.EndsWith(", f4 4.0 % and 3 more fields", line, StringComparison.Ordinal);
    }

    static string Id(string form, int row) => string.Format(CultureInfo.InvariantCulture, form, row + 100);

    void Write(string file, int rows, Func<int, string> id) => _folder.Write(
        file, "label,x\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row % 2},{id(row)}\n")));

    PreparedData Prepare(string body, int threads = 1, string valid = "valid.csv", string cache = "cache")
    {
        var text = "train_data: train.csv\nvalid_data: " + valid + "\nfeature_cols:\n" + body;
        return DatasetPreparation.Prepare(
            SmallDataset.Options(_folder, text), null, _folder.At(cache), workers: new Workers(threads),
            stop: SmallDataset.Stop);
    }
}
