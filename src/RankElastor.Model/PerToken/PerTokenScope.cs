using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>
/// A prefix of the names of T stacked networks: <c>parallel_ffns.*.1</c> stands for <c>parallel_ffns.0.1</c> … Tensors
/// made here have a leading token axis; each slice is a tensor of the reference. Outputs observed here are [T, B, …].
/// </summary>
sealed class PerTokenScope(Scope parent, int tokens, string sub)
{
    public int Tokens { get; } = tokens;

    public string Path => sub.Length == 0 ? $"{parent.Path}.*" : $"{parent.Path}.*.{sub}";

    /// <summary>Where the tensors are kept.</summary>
    public ParameterStore Store => parent.Store;

    public PerTokenScope Sub(string name) => new(parent, Tokens, sub.Length == 0 ? name : $"{sub}.{name}");

    public PerTokenScope Sub(int number) => Sub(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>T stacked tensors, [T, shape…]; slice t is the reference's tensor of token t.</summary>
    public Tensor Add(string name, long[] shape, Initialiser initialiser, bool transposed = false) =>
        Store.Add($"{Path}.{name}", [Tokens, .. shape], initialiser,
            [.. Enumerable.Range(0, Tokens).Select(t => new ReferencePart($"{Sub(name).Of(t)}", t, transposed))]);

    string Of(int token) => $"{parent.Path}.{token}.{sub}";
}
