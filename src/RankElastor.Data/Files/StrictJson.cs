using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RankElastor.Data.Files;

/// <summary>
/// JSON that is read as its types say: a value that must be there is there, and null stands only where a type has a
/// question mark, in lists and dictionaries too.
/// </summary>
public static class StrictJson
{
    /// <summary>The same options, strict when reading; what they write stays as it is.</summary>
    public static JsonSerializerOptions Strict(this JsonSerializerOptions options) => new(options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { CheckElements } },
    };

    /// <summary>The serializer checks properties; what lists and dictionaries hold is checked here.</summary>
    static void CheckElements(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        PropertyInfo[] collections =
        [
            .. type.Properties.Select(property => property.AttributeProvider).OfType<PropertyInfo>()
                .Where(property => property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                .Where(property => nullability.Create(property).GenericTypeArguments is [.., var element]
                    && element is { ReadState: NullabilityState.NotNull, Type.IsValueType: false }),
        ];
        if (collections.Length > 0)
        {
            type.OnDeserialized = read => Array.ForEach(collections, property => Check(property, read));
        }
    }

    static void Check(PropertyInfo property, object read)
    {
        var holdsNull = property.GetValue(read) switch
        {
            IDictionary entries => entries.Values.Cast<object?>().Contains(null),
            IEnumerable items => items.Cast<object?>().Contains(null),
            _ => false,
        };
        if (holdsNull)
        {
            throw new JsonException($"null in '{property.Name}'");
        }
    }
}
