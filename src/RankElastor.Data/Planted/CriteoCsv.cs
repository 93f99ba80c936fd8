using System.Text;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Planted;

/// <summary>
/// <see cref="CriteoShaped"/> rows as text in the form of Criteo's log: label, I1 … I13 as counts (an integer with a
/// log-normal law, about a tenth of them missing), C1 … C26 as 8 hexadecimal digits that differ for different
/// identifiers of a field.
/// </summary>
public static class CriteoCsv
{
    const int BlockRows = 1 << 13;
    const int MostRowBytes = 2 + 13 * 12 + 26 * 9;
    const double MissingBelow = -1.28;

    /// <summary>
    /// Writes the rows from <paramref name="firstRow"/> on as a CSV file with a header; blocks of rows are made at
    /// the same time, the bytes do not depend on the threads.
    /// </summary>
    public static void Write(CriteoShaped rows, long count, string path, Workers workers, long firstRow = 0)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        file.Write(Encoding.UTF8.GetBytes(
            $"label,{string.Join(',', rows.Schema.Fields.Select(field => field.Name))}\n"));
        var width = 2 * workers.Threads;
        var layout = new BatchLayout(rows.Schema);
        var batches = Enumerable.Range(0, width).Select(_ => new Batch(layout, BlockRows)).ToArray();
        var (texts, lengths) = (batches.Select(_ => new byte[BlockRows * MostRowBytes]).ToArray(), new int[width]);
        for (var done = 0L; done < count; done += (long)width * BlockRows)
        {
            var first = done;
            var blocks = (int)Math.Min(width, (count - first + BlockRows - 1) / BlockRows);
            workers.ForEach(blocks, block =>
            {
                var start = first + (long)block * BlockRows;
                rows.Fill(firstRow + start, (int)Math.Min(BlockRows, count - start), batches[block]);
                lengths[block] = Format(batches[block], texts[block]);
            });
            for (var block = 0; block < blocks; block++)
            {
                file.Write(texts[block], 0, lengths[block]);
            }
        }
    }

    /// <summary>The entry <c>criteo_shaped</c> of a <c>dataset_config.yaml</c> over these files.</summary>
    public static string DatasetConfig(CriteoShaped rows, string train, string valid)
    {
        var names = rows.Schema.Fields.ToLookup(field => field.Kind, field => field.Name);
        var numeric = string.Join(", ", names[Schemas.FieldKind.Numeric]);
        var categorical = string.Join(", ", names[Schemas.FieldKind.Categorical]);
        return $$"""
            {{rows.Schema.DatasetId}}:
                data_root: ./
                data_format: csv
                train_data: {{train}}
                valid_data: {{valid}}
                min_categr_count: 1
                feature_cols:
                    - {name: [{{numeric}}], active: True, dtype: float, type: numeric, fill_na: 0}
                    - {name: [{{categorical}}], active: True, dtype: str, type: categorical, fill_na: ""}
                label_col: {name: label, dtype: float}
            """ + "\n";
    }

    static int Format(Batch batch, Span<byte> text)
    {
        var (at, ids, numbers) = (0, batch.Layout.IdColumns, batch.Layout.NumberColumns);
        for (var row = 0; row < batch.Rows; row++)
        {
            text[at++] = batch.Labels[row] > 0 ? (byte)'1' : (byte)'0';
            foreach (var number in batch.Numbers.AsSpan(row * numbers, numbers))
            {
                text[at++] = (byte)',';
                if (number > MissingBelow)
                {
                    ((int)Math.Exp(1.5 * number + 1.5)).TryFormat(text[at..], out var digits);
                    at += digits;
                }
            }

            for (var field = 0; field < ids; field++)
            {
                text[at++] = (byte)',';
                at += Hexadecimal(Token(field, batch.Ids[row * ids + field]), text[at..]);
            }

            text[at++] = (byte)'\n';
        }

        return at;
    }

    /// <summary>A bijection of 32-bit words (the finaliser of MurmurHash3), shifted by the field.</summary>
    static uint Token(int field, int id)
    {
        var word = (uint)id + 0x9e3779b9u * (uint)field;
        word = (word ^ (word >> 16)) * 0x85ebca6bu;
        word = (word ^ (word >> 13)) * 0xc2b2ae35u;
        return word ^ (word >> 16);
    }

    static int Hexadecimal(uint word, Span<byte> text)
    {
        for (var digit = 0; digit < 8; digit++)
        {
            text[digit] = "0123456789abcdef"u8[(int)(word >> (28 - 4 * digit)) & 15];
        }

        return 8;
    }
}
