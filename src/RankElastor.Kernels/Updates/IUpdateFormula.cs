using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// The numbers of one step of an optimiser, and what it does to a weight: once for one, as the definition, and once for
/// a vector of them. State that an optimiser does not keep is passed through.
/// </summary>
interface IUpdateFormula
{
    /// <summary>The weight after the step, from the gradient and the state, which it renews.</summary>
    float Next(float weight, float gradient, ref float first, ref float second);

    /// <summary>The same for several weights.</summary>
    Vector<float> Next(
        Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second);
}
