using System.Text.Json.Serialization;
using RankElastor.Data.Datasets;

namespace RankElastor.Data.Preparation;

/// <summary>Where the rows come from that choose among epochs, and what every result must say of it.</summary>
/// <param name="Protocol">What the configuration says of it; null: nothing.</param>
/// <param name="OnTest">Whether they are the test rows: the test metrics are then selected on their own rows.</param>
public sealed record Selection(Protocol? Protocol, bool OnTest)
{
    /// <summary>The warning, where the test rows choose and nobody said that they should; else null.</summary>
    [JsonIgnore]
    public string? Warning => OnTest && Protocol is null
        ? "valid_data: the rows of test_data; the result is selected on its own test rows (protocol: clean holds "
            + "validation rows out of train, protocol: bars says that it is meant)"
        : null;

    /// <summary>What a protocol came to, in one line; null where none is named.</summary>
    [JsonIgnore]
    public string? Line => Protocol switch
    {
        null => null,
        Datasets.Protocol.Bars when OnTest =>
            "Protocol bars: the validation rows are the test rows, so the result is selected on its own test rows.",
        Datasets.Protocol.Bars => "Protocol bars: the validation rows are not the test rows.",
        _ => "Protocol clean: no test row chooses an epoch.",
    };

    /// <summary>The same for a table of facts; empty where there is nothing to say.</summary>
    [JsonIgnore]
    public string Fact => OnTest ? "the test rows themselves" + (Protocol is null ? "" : " (protocol bars)")
        : Protocol is Datasets.Protocol.Clean ? "rows that are not test rows (protocol clean)" : "";

    /// <summary>
    /// The data set under its protocol: where clean finds that the validation rows are the test rows, they come out of
    /// train.
    /// </summary>
    internal static (DatasetOptions Options, Selection Selection) Of(
        DatasetOptions options, string dataRoot, FileHashes hashes)
    {
        var onTest = ValidIsTest(options, dataRoot, hashes);
        if (!onTest || options.Protocol != Datasets.Protocol.Clean)
        {
            return (options, new Selection(options.Protocol, onTest));
        }

        var held = options with
        {
            Sources = options.Sources.ToDictionary(
                source => source.Key, source => source.Key == Split.Valid ? null : source.Value),
            ValidSize = options.ValidSize > 0 ? options.ValidSize : DatasetOptions.HeldOut,
        };
        return (held, new Selection(options.Protocol, OnTest: false));
    }

    /// <summary>One path or query, one set of rows of the caller, or files of one content.</summary>
    static bool ValidIsTest(DatasetOptions options, string dataRoot, FileHashes hashes)
    {
        if (options.Sources[Split.Valid] is not { } valid || options.Sources[Split.Test] is not { } test)
        {
            return false;
        }

        if (valid == test)
        {
            return true;
        }

        if (options.Rows is { } rows)
        {
            return ReferenceEquals(rows.GetValueOrDefault(Split.Valid), rows.GetValueOrDefault(Split.Test));
        }

        if (options.Format is not FileFormat format)
        {
            return false;
        }

        var (validFiles, testFiles) =
            (format.Files(options, dataRoot, valid), format.Files(options, dataRoot, test));
        return validFiles.Count == testFiles.Count
            && validFiles.Zip(testFiles).All(pair => hashes.AreEqual(pair.First, pair.Second));
    }
}
