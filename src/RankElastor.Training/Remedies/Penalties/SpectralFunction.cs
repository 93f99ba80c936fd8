using static TorchSharp.torch;

namespace RankElastor.Training.Remedies.Penalties;

/// <summary>A function f of a spectrum λ [.., d] of positive semi-definite matrices, [..], and its derivatives ∂f/∂λ, [.., d]; f must not depend on the order of λ.</summary>
delegate (Tensor Value, Tensor Derivatives) OfSpectrum(Tensor eigenvalues);

/// <summary>
/// F(G) = f(λ(G)) with the exact gradient dF/dG = V diag(∂f/∂λ) Vᵀ, which needs the eigenvectors but no derivative of them: it stays finite where eigenvalues are equal,
/// as autograd through <c>eigh</c> does not (its gradient divides by differences of eigenvalues). Lewis, Derivatives of spectral functions, 1996.
/// </summary>
static class SpectralFunction
{
    /// <summary>
    /// The mean of F over matrices [.., d, d] with their graph, in float64: f's value, plus ⟨dF/dG, G⟩ less itself without a graph, whose gradient is dF/dG.
    /// </summary>
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

    /// <summary>The smaller of XᵀX and XXᵀ of matrices [.., n, d], in float64: both have the same eigenvalues other than 0.</summary>
    public static Tensor Gram(Tensor matrices)
    {
        var x = matrices.to(ScalarType.Float64);
        return x.shape[^2] < x.shape[^1] ? x.matmul(x.mT) : x.mT.matmul(x);
    }
}
