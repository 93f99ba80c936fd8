using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>Writes a value as its text and reads it back, as values of logs are kept.</summary>
sealed class TextJson<T> : JsonConverter<T> where T : IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
