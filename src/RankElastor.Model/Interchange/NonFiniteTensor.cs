using System.Numerics;
using System.Runtime.InteropServices;
using RankElastor.Data.Files;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Model.Interchange;

/// <summary>A tensor of a model with values that are NaN or infinite: no score of that model means a thing.</summary>
/// <param name="Name">Checkpoint name.</param>
/// <param name="Count">Values that are not finite, at least 1.</param>
/// <param name="Values">All its values.</param>
public sealed record NonFiniteTensor(string Name, long Count, long Values)
{
    const int PieceRows = 4096;
    const int Shown = 3;
    const int Exponent = 0x7F80_0000; // all ones in a float that is not finite

    /// <summary>Such tensors of a model, tables and running statistics included; none in a sound one.</summary>
    public static IReadOnlyList<NonFiniteTensor> Of(RankingModel model)
    {
        var dense = model.Parameters.All.Where(parameter => parameter.Value.dtype == ScalarType.Float32)
            .Select(parameter => (parameter.Name, Count: CountIn(parameter.Value), Values: parameter.Value.numel()));
        var tables = model.Embeddings.SelectMany(set => set.Tables)
            .Select(table => (table.Name, Count: CountIn(table), Values: (long)table.Rows * table.Width));
        return Found(dense.Concat(tables));
    }

    /// <summary>Such float32 tensors of a safetensors file; none where there is no such file.</summary>
    public static IReadOnlyList<NonFiniteTensor> OfFile(string path) =>
        File.Exists(path) ? Of(Safetensors.Read(path)) : [];

    internal static IReadOnlyList<NonFiniteTensor> Of(SafetensorsFile file) => Found(
        file.Tensors.Where(entry => entry.Type == SafetensorsType.F32)
            .Select(entry => (entry.Name, Floats: entry.Data))
            .Select(entry => (entry.Name, CountIn(MemoryMarshal.Cast<byte, float>(entry.Floats.Span)),
                (long)entry.Floats.Length / sizeof(float))));

    /// <summary>Refuses such weights in one line: which tensors, and how many of their values.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public static void Refuse(string where, IReadOnlyList<NonFiniteTensor> found)
    {
        if (found.Count > 0)
        {
            throw InputException.At(where, Describe(found), "finite weights, as of a run that has not diverged");
        }
    }

    /// <summary>What was found, in a few words: the first tensors, and how many more.</summary>
    public static string Describe(IReadOnlyList<NonFiniteTensor> found)
    {
        var more = found.Count > Shown ? $" and {found.Count - Shown} tensors more" : "";
        return $"NaN or infinite weights in {string.Join(", ", found.Take(Shown))}{more}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Count} of {Values} values)";

    static NonFiniteTensor[] Found(IEnumerable<(string Name, long Count, long Values)> tensors) =>
        [.. tensors.Where(tensor => tensor.Count > 0).Select(tensor =>
            new NonFiniteTensor(tensor.Name, tensor.Count, tensor.Values))];

    static long CountIn(Tensor values)
    {
        using var plain = values.detach().contiguous();
        return plain.numel() == 0 ? 0 : CountIn(TensorSpans.Floats(plain));
    }

    static long CountIn(EmbeddingTable table)
    {
        var (memory, count) = (table.Memory, 0L);
        var piece = new float[Math.Min(PieceRows, table.Rows) * table.Width];
        for (var first = 0; first < table.Rows; first += PieceRows)
        {
            var rows = piece.AsSpan(0, Math.Min(PieceRows, table.Rows - first) * table.Width);
            memory.Read(first, rows);
            count += CountIn(rows);
        }

        return count;
    }

    static long CountIn(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, int>(values);
        var (count, done) = (0L, 0);
        for (; done <= bits.Length - Vector<int>.Count; done += Vector<int>.Count)
        {
            var found = Vector.Equals(new Vector<int>(bits[done..]) & new Vector<int>(Exponent), new(Exponent));
            count -= found == Vector<int>.Zero ? 0 : Vector.Sum(found);
        }

        foreach (var last in bits[done..])
        {
            count += (last & Exponent) == Exponent ? 1 : 0;
        }

        return count;
    }
}
