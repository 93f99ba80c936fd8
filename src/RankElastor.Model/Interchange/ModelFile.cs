namespace RankElastor.Model.Interchange;

/// <summary>A model's weights as a safetensors file under the reference's names.</summary>
public static class ModelFile
{
    /// <summary>Writes all weights, atomically; the same weights give the same bytes.</summary>
    public static void Save(RankingModel model, string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Safetensors.Write(path, new(metadata ?? new Dictionary<string, string>(), ReferenceState.Export(model)));

    /// <summary>
    /// Reads all weights into a model of the same shape, bit for bit, and returns the metadata. A damaged file or
    /// another model's is a <see cref="Data.Files.InputException"/>, and the model keeps its weights.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Load(RankingModel model, string path)
    {
        var file = Safetensors.Read(path);
        ReferenceState.Import(model, path, file.Tensors);
        return file.Metadata;
    }
}
