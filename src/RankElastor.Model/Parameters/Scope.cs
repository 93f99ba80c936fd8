using static TorchSharp.torch;

namespace RankElastor.Model.Parameters;

/// <summary>A prefix of a model's names, <c>backbone.0.token_mixing</c>, under which a layer makes tensors.</summary>
public sealed class Scope(ParameterStore store, string path)
{
    /// <summary>The prefix without its last dot; a layer's output is observed under it.</summary>
    public string Path { get; } = path;

    /// <summary>The tensors.</summary>
    public ParameterStore Store { get; } = store;

    /// <summary>The scope below this one.</summary>
    public Scope Sub(string name) => new(Store, Join(name));

    /// <summary>The scope below this one, by number.</summary>
    public Scope Sub(int index) => Sub(index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A trainable tensor here; it may stand for several of the reference's.</summary>
    public Tensor Add(
        string name, long[] shape, Initialiser initialiser, IReadOnlyList<ReferencePart>? parts = null) =>
        Store.Add(Join(name), shape, initialiser, parts);

    /// <summary>A trainable table here, beside the model's dictionary of embeddings.</summary>
    public Tensor AddTable(string name, long[] shape, Initialiser initialiser) =>
        Store.AddTable(Join(name), shape, initialiser);

    /// <summary>A buffer here that is drawn and stays as it is.</summary>
    public Tensor AddDrawn(string name, long[] shape, Initialiser initialiser) =>
        Store.AddDrawn(Join(name), shape, initialiser);

    /// <summary>A buffer here.</summary>
    public Tensor AddBuffer(string name, Tensor value) => Store.AddBuffer(Join(name), value);

    /// <summary>A buffer here that keeps the spread of training batches, which must have two rows or more.</summary>
    public Tensor AddBatchStatistic(string name, Tensor value) => Store.AddBatchStatistic(Join(name), value);

    /// <summary>A buffer here that the reference keeps and nothing reads.</summary>
    public Tensor AddConstant(string name, Tensor value) => Store.AddConstant(Join(name), value);

    /// <summary>A buffer here that the reference does not have.</summary>
    public Tensor AddOwnBuffer(string name, Tensor value) => Store.AddOwnBuffer(Join(name), value);

    string Join(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
