namespace RankElastor.Kernels.Chains;

/// <summary>
/// Where a backward pass finds the gradient of the output, and where those of the input and the parameters go.
/// </summary>
public sealed record ChainGradients
{
    /// <summary>Gradient of y.</summary>
    public required ChainRows Output { get; init; }

    /// <summary>Gradient of x.</summary>
    public required ChainRows Input { get; init; }

    /// <summary>Addresses of the parameters' gradients.</summary>
    public required nint[] Parameters { get; init; }
}
