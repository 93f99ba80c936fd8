using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>A function f of spectra λ [.., d], in any order, of semi-definite matrices, and ∂f/∂λ [.., d].</summary>
delegate (Tensor Value, Tensor Derivatives) OfSpectrum(Tensor eigenvalues);

/// <summary>
/// F(G) = f(λ(G)) with the exact gradient dF/dG = V diag(∂f/∂λ) Vᵀ, which stays finite where eigenvalues are equal, as
/// autograd through <c>eigh</c> does not. Lewis, Derivatives of spectral functions, 1996.
/// </summary>
static class SpectralFunction
{
    /// <summary>The mean of F over [.., d, d], in float64; the term ⟨dF/dG, G⟩ carries only its gradient.</summary>
    public static Tensor Mean(Tensor grams, OfSpectrum of)
    {
        Tensor value, gradient;
        using (no_grad())
        {
            var (eigenvalues, vectors) = linalg.eigh(grams.detach());
            (value, var derivatives) = of(eigenvalues.clamp_min(0));
            gradient = (vectors * derivatives.unsqueeze(-2)).matmul(vectors.mT);
        }

        var linear = (gradient * grams).sum([-2, -1]);
        return (value + linear - linear.detach()).mean();
    }

    /// <summary>Of [.., n, d] the smaller of XᵀX and XXᵀ, in float64: their eigenvalues other than 0 agree.</summary>
    public static Tensor Gram(Tensor matrices)
    {
        var x = matrices.to(ScalarType.Float64);
        return x.shape[^2] < x.shape[^1] ? x.matmul(x.mT) : x.mT.matmul(x);
    }
}
