using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// A convolution along the fields: each map of the result is a sum over the maps before and over
/// <paramref name="height"/> neighbouring rows, the same at each coordinate of the vectors; torch's Conv2d with a
/// kernel (height, 1) and zeros at both ends.
/// </summary>
/// <remarks>
/// One product of the weights with the neighbouring rows. Torch's own convolution gave wrong gradients, some of them
/// not numbers, on a machine on which it says that it could not initialise NNPACK.
/// </remarks>
sealed class FieldConvolution(Scope scope, int inputs, int outputs, int height, int padding)
{
    readonly Tensor _weight = scope.Add("weight", [outputs, inputs, height, 1], Initialisers.TorchUniform);
    readonly Tensor _bias = scope.Add("bias", [outputs], Initialisers.Uniform(1 / Math.Sqrt(inputs * height)));

    /// <summary>Rows that come of so many.</summary>
    public int Rows(int rows) => rows + 2 * padding - height + 1;

    /// <summary>Multiply-adds of a row of the data with so many rows of so many coordinates.</summary>
    public long Products(int rows, int width) => (long)inputs * outputs * height * Rows(rows) * width;

    /// <summary>Maps [B, inputs, rows, E] → [B, outputs, Rows, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) => Apply(x, _bias, pass);

    /// <summary>The same without a gradient of the bias, which a normalisation takes away again.</summary>
    public Tensor ApplyBeforeBatchNorm(Tensor x, ForwardPass pass) =>
        Apply(x, pass.Training ? _bias.detach() : _bias, pass);

    /// <summary>The input between its zeros.</summary>
    public Tensor Padded(Tensor x) => functional.pad(x, [0, 0, padding, padding]);

    /// <summary>The values, one for each layer, where a single one stands for all.</summary>
    public static IReadOnlyList<int> OnePerLayer(
        string where, string key, IReadOnlyList<int> values, IReadOnlyList<int> layers) =>
        values.Count == layers.Count ? values
        : values.Count == 1 ? [.. layers.Select(_ => values[0])]
        : throw InputException.At(
            $"{where}: {key}", $"{values.Count} values", $"one, or {layers.Count}: one for each of channels");

    Tensor Apply(Tensor x, Tensor bias, ForwardPass pass)
    {
        var (rows, from) = (Rows((int)x.shape[2]), padding > 0 ? Padded(x) : x);
        var neighbours = cat([.. Enumerable.Range(0, height).Select(k => from.narrow(2, k, rows))], 1);
        var weight = _weight.squeeze(3).transpose(1, 2).flatten(1); // [outputs, height · inputs]
        var maps = weight.matmul(neighbours.flatten(2)) + bias.unsqueeze(1);
        return pass.Observe(scope.Path, maps.unflatten(2, rows, -1));
    }
}
