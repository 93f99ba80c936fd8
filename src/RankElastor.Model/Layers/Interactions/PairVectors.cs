using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>How the vectors a and b of two fields become one.</summary>
public enum PairOperation
{
    /// <summary>a_k b_k.</summary>
    Product,

    /// <summary>Σ_m a_m b_{k−m}, indices modulo E.</summary>
    Convolution,

    /// <summary>Σ_m a_m b_{k+m}, indices modulo E.</summary>
    Correlation,
}

/// <summary>
/// One vector per pair of fields, the interaction of AFM (Xiao et al., 2017) and of HFM (Tay et al., 2019). The
/// circular operations multiply spectra: one transform per field, one back per pair.
/// </summary>
sealed class PairVectors
{
    readonly FieldPairs _pairs;
    readonly PairOperation _operation;
    readonly string _path;

    public PairVectors(Scope scope, int fields, PairOperation operation = PairOperation.Product)
    {
        (_path, _operation, _pairs) = (scope.Path, operation, new FieldPairs(fields));
        scope.AddConstant("triu_index", _pairs.Indices);
        if (operation == PairOperation.Correlation)
        {
            scope.AddConstant("conj_sign", tensor([1f, -1f]));
        }
    }

    /// <summary>P = F (F − 1) / 2.</summary>
    public int Count => _pairs.Count;

    /// <summary>The vectors, one a row.</summary>
    public Site Site => new("products", _path);

    /// <summary>[B, F, E] → [B, P, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) => pass.Observe(_path, Vectors(x));

    /// <summary>Shows the vectors to whoever looks; nothing is made if nobody does.</summary>
    public void Show(Tensor x, ForwardPass pass) => pass.ObserveMade(_path, () => Vectors(x));

    Tensor Vectors(Tensor x)
    {
        if (_operation == PairOperation.Product)
        {
            return _pairs.First(x) * _pairs.Second(x);
        }

        var spectra = fft.rfft(x); // [B, F, E / 2 + 1], complex
        var first = _pairs.First(_operation == PairOperation.Correlation ? spectra.conj() : spectra);
        return fft.irfft(first * _pairs.Second(spectra), x.shape[2]);
    }
}
