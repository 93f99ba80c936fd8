using RankElastor.Data.Files;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Interchange;

/// <summary>
/// A model's parameters, buffers and tables under the names of the reference's state dict: stacked weights are cut into
/// one tensor per token. Buffers that only we have keep their own names.
/// </summary>
static class ReferenceState
{
    public static IReadOnlyList<SafetensorsEntry> Export(RankingModel model) =>
        [.. Places(model).Select(place => TensorBytes.Entry(place.Name, place.Value))];

    /// <summary>
    /// Loads all tensors, or none: names that are missing (buffers of our own and constants may be), unexpected or of
    /// another shape are an <see cref="InputException"/> that lists them in one line.
    /// </summary>
    public static void Import(RankingModel model, string where, IReadOnlyList<SafetensorsEntry> tensors)
    {
        var places = Places(model);
        var given = WithoutWrapper(tensors, places).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Check(where, places, given);
        foreach (var place in places.Where(place => given.ContainsKey(place.Name)))
        {
            TensorBytes.CopyTo(given[place.Name], place.Value);
            place.Table?.Memory.Write(0, TensorSpans.Floats(place.Value)); // the value is a widened copy
        }
    }

    /// <summary>
    /// A word that opens every name and none of the model's is that of a wrapper: <c>module.</c> of torch's
    /// DataParallel, <c>_orig_mod.</c> of compile, <c>model.</c> of a training framework. It is dropped.
    /// </summary>
    static IReadOnlyList<SafetensorsEntry> WithoutWrapper(IReadOnlyList<SafetensorsEntry> tensors, List<Place> places)
    {
        while (tensors.Count > 0 && tensors[0].Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var end)
        {
            var word = tensors[0].Name[..(end + 1)];
            bool Opens(string name) => name.StartsWith(word, StringComparison.Ordinal);
            if (!tensors.All(tensor => Opens(tensor.Name)) || places.Exists(place => Opens(place.Name)))
            {
                break;
            }

            tensors = [.. tensors.Select(tensor => tensor with { Name = tensor.Name[word.Length..] })];
        }

        return tensors;
    }

    static List<Place> Places(RankingModel model)
    {
        var places = new List<Place>();
        foreach (var parameter in model.Parameters.All)
        {
            places.AddRange(parameter.Parts.Count == 0
                ? [new Place(parameter.Name, parameter.Value, Own: true)]
                : parameter.Parts.Select(part =>
                    new Place(part.Name, Parameter.View(parameter.Value, part), Own: parameter.IsConstant)));
        }

        var tables = model.Embeddings.SelectMany(set => set.Tables);
        places.AddRange(tables.Select(table => new Place(table.Name, table.Weights)
        {
            Table = table.Storage == EmbeddingStorage.Full ? null : table,
        }));
        return places;
    }

    static void Check(string where, List<Place> places, Dictionary<string, SafetensorsEntry> given)
    {
        var expected = places.ToDictionary(place => place.Name, StringComparer.Ordinal);
        var missing = places.Where(place => !place.Own && !given.ContainsKey(place.Name));
        var known = given.Values.Where(tensor => expected.ContainsKey(tensor.Name))
            .Select(tensor => (Given: tensor, Target: expected[tensor.Name].Value)).ToList();
        var otherShape = known.Where(pair => !pair.Target.shape.SequenceEqual(pair.Given.Shape));
        var otherType = known.Where(pair => !TensorBytes.Fits(pair.Given, pair.Target));
        List<string> faults =
        [
            .. List("missing", missing.Select(place => place.Name)),
            .. List("unexpected", given.Keys.Where(name => !expected.ContainsKey(name))),
            .. List("other shape", otherShape.Select(pair =>
                $"{pair.Given.Name} {Text(pair.Given.Shape)} for {Text(pair.Target.shape)}")),
            .. List("other type", otherType.Select(pair => $"{pair.Given.Name} {pair.Given.Type}")),
        ];
        if (faults.Count > 0)
        {
            throw new InputException($"{where}: does not fit the model: {string.Join("; ", faults)}");
        }
    }

    static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    static IEnumerable<string> List(string what, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        if (all.Length > 0)
        {
            yield return $"{what}: {string.Join(", ", all)}";
        }
    }

    sealed record Place(string Name, Tensor Value, bool Own = false)
    {
        public EmbeddingTable? Table { get; init; }
    }
}
