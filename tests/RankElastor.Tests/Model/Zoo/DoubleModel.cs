using System.Reflection;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// A model whose dense tensors are float64, so that differences of its logits are exact enough to judge gradients. Its
/// tables stay float32 and are widened behind the look-up. All values are of visible scale.
/// </summary>
sealed class DoubleModel : IDisposable
{
    static readonly FieldInfo _handle =
        typeof(Tensor).GetField("handle", BindingFlags.NonPublic | BindingFlags.Instance)!;

    readonly List<Tensor> _swapped = [];

    public DoubleModel(string json)
    {
        Model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        var random = new SeededRandom(11);
        foreach (var table in Model.Embeddings.SelectMany(set => set.Tables))
        {
            foreach (ref var value in table.Values[table.Width..])
            {
                value = (float)(0.4 * random.NextNormal());
            }
        }

        foreach (var set in Model.Embeddings)
        {
            set.Precision = ScalarType.Float64;
        }

        foreach (var parameter in Model.Parameters.All.Where(tensor => tensor.Value.dtype == ScalarType.Float32))
        {
            if (parameter.Trainable)
            {
                using var off = no_grad();
                foreach (ref var value in TensorSpans.Floats(parameter.Value))
                {
                    value += (float)(0.2 * random.NextNormal());
                }
            }

            Widen(parameter.Value, parameter.Trainable);
        }
    }

    public RankingModel Model { get; }

    public void Dispose()
    {
        _swapped.ForEach(narrow => narrow.Dispose());
        Model.Dispose();
    }

    /// <summary>Lets the object that the model's layers hold stand for a float64 tensor.</summary>
    void Widen(Tensor value, bool trainable)
    {
        var wide = value.detach().to(ScalarType.Float64).requires_grad_(trainable);
        wide.DetachFromDisposeScope();
        var narrow = (nint)_handle.GetValue(value)!;
        _handle.SetValue(value, (nint)_handle.GetValue(wide)!);
        _handle.SetValue(wide, narrow); // is disposed in its place
        _swapped.Add(wide);
    }
}
