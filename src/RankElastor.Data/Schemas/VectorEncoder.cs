using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace RankElastor.Data.Schemas;

/// <summary>What turns a field's looked-up vector into the one that a model gets (<c>feature_encoder</c>).</summary>
/// <param name="Layers">In order.</param>
/// <param name="IsList">Written as a list: the reference numbers its layers.</param>
[JsonConverter(typeof(Converter))]
public sealed partial record VectorEncoder(IReadOnlyList<VectorLayer> Layers, bool IsList)
{
    /// <summary>What an encoder may be, for messages.</summary>
    internal const string Allowed = "layers.MaskedAveragePooling() | layers.MaskedSumPooling() | "
        + "nn.Linear(in, out) | nn.Linear(in, out, bias=False) | nn.ReLU() and the like, a list of these, or null";

    static readonly string[] _functions = ["Identity", "ReLU", "GELU", "SiLU", "Tanh", "Sigmoid"];

    /// <summary>The layers as FuxiCTR writes them.</summary>
    public IReadOnlyList<string> Texts => [.. Layers.Select(layer => layer switch
    {
        VectorLayer.Pool { Pooling: SequencePooling.MaskedSum } => "layers.MaskedSumPooling()",
        VectorLayer.Pool => "layers.MaskedAveragePooling()",
        VectorLayer.Linear { Bias: true } linear => $"nn.Linear({linear.Inputs}, {linear.Outputs})",
        VectorLayer.Linear linear => $"nn.Linear({linear.Inputs}, {linear.Outputs}, bias=False)",
        VectorLayer.Function function =>
            $"nn.{Array.Find(_functions, name => Lower(name) == function.Word)}()",
        _ => throw new NotSupportedException($"{layer}"),
    })];

    /// <inheritdoc/>
    public bool Equals(VectorEncoder? other) =>
        other is not null && IsList == other.IsList && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(IsList ? 1 : 0, HashCode.Combine);

    /// <summary>The width that comes out of a vector of <paramref name="width"/> numbers.</summary>
    public int WidthOf(int width) => Layers.OfType<VectorLayer.Linear>().LastOrDefault()?.Outputs ?? width;

    /// <summary>How a sequence is pooled first: as an encoder's first layer says, or not at all.</summary>
    public SequencePooling Pooling =>
        Layers is [VectorLayer.Pool pool, ..] ? pool.Pooling : SequencePooling.None;

    /// <summary>
    /// Reads FuxiCTR's texts: <c>layers.MaskedAveragePooling()</c>, <c>nn.Linear(6, 3, bias=False)</c>,
    /// <c>nn.ReLU()</c>; null for one that is not known.
    /// </summary>
    public static VectorEncoder? Parse(IReadOnlyList<string> texts, bool isList)
    {
        VectorLayer?[] layers = [.. texts.Select(Layer)];
        return layers.Contains(null) ? null : new(layers!, isList);
    }

    static VectorLayer? Layer(string text)
    {
        static int Whole(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
        return text switch
        {
            "layers.MaskedAveragePooling()" => new VectorLayer.Pool(SequencePooling.MaskedAverage),
            "layers.MaskedSumPooling()" => new VectorLayer.Pool(SequencePooling.MaskedSum),
            _ when LinearForm().Match(text) is { Success: true, Groups: var groups } =>
                new VectorLayer.Linear(Whole(groups[1]), Whole(groups[2]), groups[3].Value != "False"),
            _ when FunctionForm().Match(text) is { Success: true, Groups: var groups } =>
                new VectorLayer.Function(Lower(groups[1].Value)),
            _ => null,
        };
    }

    static string Lower(string name) => name.ToLowerInvariant();

    /// <summary>A text, or a list of texts.</summary>
    sealed class Converter : JsonConverter<VectorEncoder>
    {
        public override VectorEncoder? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var isList = reader.TokenType == JsonTokenType.StartArray;
            var texts = isList ? JsonSerializer.Deserialize<string[]>(ref reader, options)! : [reader.GetString()!];
            return Parse(texts, isList) ?? throw new JsonException($"feature_encoder: {string.Join(", ", texts)}");
        }

        public override void Write(Utf8JsonWriter writer, VectorEncoder value, JsonSerializerOptions options)
        {
            if (value.IsList)
            {
                JsonSerializer.Serialize(writer, value.Texts, options);
                return;
            }

            writer.WriteStringValue(value.Texts[0]);
        }
    }

    [GeneratedRegex(@"^nn\.Linear\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*(?:,\s*(?:bias\s*=\s*)?(True|False)\s*)?\)$")]
    private static partial Regex LinearForm();

    [GeneratedRegex(@"^nn\.(Identity|ReLU|GELU|SiLU|Tanh|Sigmoid)\(\)$")]
    private static partial Regex FunctionForm();
}

/// <summary>One layer of a <see cref="VectorEncoder"/>.</summary>
public abstract record VectorLayer
{
    VectorLayer() { }

    /// <summary>x Wᵀ + b.</summary>
    public sealed record Linear(int Inputs, int Outputs, bool Bias) : VectorLayer;

    /// <summary>An elementwise function by its word.</summary>
    public sealed record Function(string Word) : VectorLayer;

    /// <summary>The positions of a sequence become one vector.</summary>
    public sealed record Pool(SequencePooling Pooling) : VectorLayer;
}
