using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Zipf;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>
/// Nothing but 39 embedding tables of width 20, for <c>bench embedding</c>. Skewed: 26 tables in Criteo's proportions
/// with Zipf ids, and 13 of 64 rows for numeric fields cut into bins. Uniform: tables of equal size, all rows equally
/// likely.
/// </summary>
sealed class LookupModel : RankingModel
{
    public const int Fields = 39;

    public const int Width = 20;

    const int Bins = 64;
    readonly Model.Embeddings.EmbeddingTables _tables;

    LookupModel(Schema schema) : base(schema, seed: 2019) => _tables = AddEmbeddings("embedding_layer", Width);

    /// <summary>The rows of a batch, [B, 39, 20]; not a logit.</summary>
    public override Tensor Logits(Batch batch, ForwardPass pass) => _tables.Lookup(batch, pass);

    public static (LookupModel Model, Batch[] Batches) Create(long tableRows, bool uniform, int batchRows, int batches)
    {
        var sizes = uniform ? [.. Enumerable.Repeat((int)(tableRows / Fields), Fields)] : Skewed(tableRows);
        var schema = new Schema("lookups", [.. sizes.Select((rows, i) => new Field
        {
            Name = $"C{i + 1}",
            Kind = FieldKind.Categorical,
            VocabularySize = rows,
            MaxLength = 1,
        })], ["label"]);
        var laws = sizes.Select(rows => ZipfDistribution.Create(rows - 2, uniform ? 0 : 1.05)).ToArray();
        var random = new SeededRandom(2019);
        var layout = new BatchLayout(schema);
        var drawn = Enumerable.Range(0, batches).Select(index => Draw(layout, laws, batchRows, random.Fork(index)));
        return (new LookupModel(schema), [.. drawn]);
    }

    static int[] Skewed(long tableRows)
    {
        var criteo = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows - (Fields - 26) * Bins });
        return [.. criteo.Schema.Fields.Select(field => field.Kind == FieldKind.Numeric ? Bins : field.VocabularySize)];
    }

    static Batch Draw(BatchLayout layout, ZipfDistribution[] laws, int rows, SeededRandom random)
    {
        var batch = new Batch(layout, rows) { Rows = rows };
        for (var i = 0; i < batch.Ids.Length; i++)
        {
            batch.Ids[i] = 1 + laws[i % Fields].Draw(random);
        }

        return batch;
    }
}
