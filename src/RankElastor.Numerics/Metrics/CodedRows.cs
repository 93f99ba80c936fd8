namespace RankElastor.Numerics.Metrics;

/// <summary>Rows whose fields are numbered values, with what a model says of them and what came true.</summary>
/// <remarks>Arrays do not move, so that a checkpoint may write from them and read into them.</remarks>
public sealed class CodedRows(int fields, int capacity)
{
    /// <summary>Fields of a row.</summary>
    public int Fields { get; } = fields;

    /// <summary>The most rows.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Rows in use, the first ones.</summary>
    public int Count { get; set; }

    /// <summary>[Fields, Capacity]: the number of each field's value, from 0.</summary>
    public int[] Codes { get; } = GC.AllocateArray<int>(fields * capacity, pinned: true);

    /// <summary>[Capacity]: log-odds that the model gives.</summary>
    public float[] Logits { get; } = GC.AllocateArray<float>(capacity, pinned: true);

    /// <summary>[Capacity]: 0 or 1.</summary>
    public float[] Labels { get; } = GC.AllocateArray<float>(capacity, pinned: true);
}
