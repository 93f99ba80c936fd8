using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;

namespace RankElastor.Data.Preparation;

/// <summary>
/// What determines the encoded bytes: the options, the version of the encoding, and the content of the source files
/// (XXH3, 128 bits). Contents rather than times, so that a copy of the data on another machine has the same name.
/// </summary>
static class DataFingerprint
{
    const int EncodingVersion = 2;

    /// <summary>SHA-256 in hexadecimal.</summary>
    public static string Of(DatasetOptions options, string dataRoot, FileHashes hashes)
    {
        var text = new StringBuilder();
        text.Append(EncodingVersion).Append('.').Append(StoreManifest.CurrentFormat).Append('\n')
            .Append(FittedEncoders.Describe(options));
        foreach (var split in Enum.GetValues<Split>())
        {
            if (options.Rows?.GetValueOrDefault(split) is { } rows)
            {
                text.Append('\n').Append(split).Append(' ').Append(OfRows(rows));
            }

            var path = options.Sources[split];
            foreach (var file in path is null ? [] : options.Format.Files(options, dataRoot, path))
            {
                text.Append('\n').Append(split).Append(' ').Append(hashes.Of(file));
            }
        }

        foreach (var file in options.Fields.Select(field => field.GivenPath).OfType<string>())
        {
            text.Append('\n').Append("given ").Append(hashes.Of(file));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    static string OfRows(RowSet rows)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(string.Join('\n', rows.Columns)));
        using var source = rows.Open("rows");
        source.UseAll();
        foreach (var chunk in source.Read())
        {
            for (var value = 0; value < chunk.Rows * chunk.Columns; value++)
            {
                var (row, column) = (value / chunk.Columns, value % chunk.Columns);
                hash.Append(BitConverter.GetBytes(chunk.IsNull(row, column) ? -1 : chunk.Value(row, column).Length));
                hash.Append(chunk.Value(row, column));
            }
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
