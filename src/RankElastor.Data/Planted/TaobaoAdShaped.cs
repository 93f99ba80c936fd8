using RankElastor.Data.Planted.Zipf;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted;

/// <summary>The shape of <see cref="TaobaoAdShaped"/> rows.</summary>
public sealed record TaobaoAdShapedOptions
{
    /// <summary>Table rows of all fields together, both reserved ids of each included; 320 … 2^31.</summary>
    public long TableRows { get; init; } = 1_000_000;

    /// <summary>Whether each history has 50 events; else the lengths are uniform on 0 … 50.</summary>
    public bool Full { get; init; }

    /// <summary>Fixes every row.</summary>
    public ulong Seed { get; init; } = 2019;
}

/// <summary>
/// Endless rows shaped like TaobaoAd_x1, the display advertising log of a shop, for benchmarks: 16 categorical fields,
/// a price, and the histories of categories, brands and kinds of behaviour, at most 50 events, padded in front. The
/// label is a coin.
/// </summary>
public sealed class TaobaoAdShaped : IEndlessRows
{
    const int MostEvents = 50;

    /// <summary>Fields with their numbers of ids in the log, as far as they are known from its description.</summary>
    static readonly (string Name, int Ids)[] _fields =
    [
        ("userid", 1_061_768), ("cms_segid", 97), ("cms_group_id", 13), ("final_gender_code", 2), ("age_level", 7),
        ("pvalue_level", 3), ("shopping_level", 3), ("occupation", 2), ("new_user_class_level", 4),
        ("adgroup_id", 846_811), ("cate_id", 6_769), ("campaign_id", 423_436), ("customer", 255_875),
        ("brand", 99_815), ("pid", 2), ("btag", 4),
    ];

    static readonly (string Name, string Shares)[] _histories =
        [("cate_his", "cate_id"), ("brand_his", "brand"), ("btag_his", "btag")];

    readonly ZipfDistribution[] _laws;
    readonly SeededRandom _rows;
    readonly bool _full;

    /// <summary>Rows of the given shape.</summary>
    public TaobaoAdShaped(TaobaoAdShapedOptions options)
    {
        (_rows, _full) = (new SeededRandom(options.Seed), options.Full);
        var spare = options.TableRows - 20.0 * _fields.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(spare, nameof(options));
        var total = _fields.Sum(field => (double)field.Ids);
        int[] ids = [.. _fields.Select(field => Math.Min(field.Ids, 18 + (int)(spare * (field.Ids / total))))];
        _laws = [.. ids.Select(count => ZipfDistribution.Create(count, 1.05))];
        Schema = new Schema("taobaoad_shaped",
        [
            .. _fields.Select((field, i) => Field(field.Name, FieldKind.Categorical, ids[i], 1)),
            new Field { Name = "price", Kind = FieldKind.Numeric },
            .. _histories.Select(field =>
                Field(field.Name, FieldKind.Sequence, ids[Place(field.Shares)], MostEvents) with
                {
                    ShareEmbedding = field.Shares,
                }),
        ], ["clk"]);
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public void Fill(long firstRow, int rows, Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, batch.Capacity);
        for (var row = 0; row < rows; row++)
        {
            var random = _rows.Fork(firstRow + row);
            for (var j = 0; j < _laws.Length; j++)
            {
                batch.Ids[row * _laws.Length + j] = 1 + _laws[j].Draw(random);
            }

            batch.Numbers[row] = (float)random.NextNormal();
            batch.Labels[row] = random.NextInt(2);
            var length = _full ? MostEvents : random.NextInt(MostEvents + 1);
            for (var j = 0; j < _histories.Length; j++)
            {
                var law = _laws[Place(_histories[j].Shares)];
                int[] events = [.. Enumerable.Range(0, length).Select(_ => 1 + law.Draw(random))];
                batch.Sequences[j].Set(row, MostEvents - length, events);
            }
        }

        batch.Rows = rows;
    }

    static int Place(string field) => Array.FindIndex(_fields, known => known.Name == field);

    static Field Field(string name, FieldKind kind, int ids, int length) => new()
    {
        Name = name,
        Kind = kind,
        VocabularySize = ids + 2,
        MaxLength = length,
        Pooling = SequencePooling.None,
    };
}
