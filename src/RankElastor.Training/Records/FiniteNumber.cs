using System.Text.Json;
using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>
/// A number as JSON can say it: what is undefined or infinite is null, and null is read as NaN. The words of earlier
/// logs ("NaN", "Infinity") are read too.
/// </summary>
sealed class FiniteNumber : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => double.NaN,
            JsonTokenType.String => reader.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => throw new JsonException("not a number"),
            },
            JsonTokenType.Number => reader.GetDouble(),
            _ => throw new JsonException("not a number"),
        };

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>The same of 32 bits.</summary>
sealed class FiniteSingle : JsonConverter<float>
{
    static readonly FiniteNumber _wide = new();

    public override bool HandleNull => true;

    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (float)_wide.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
