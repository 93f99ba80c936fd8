using RankElastor.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RankElastor.Data.Configuration;

/// <summary>
/// Reads a YAML file into a <see cref="ConfigSection"/>: anchors, aliases, merge keys (<c>&lt;&lt;</c>, one mapping
/// or a list of them; keys of
/// the mapping itself win, then earlier ones of the list) and YAML 1.1 scalars. Quoted scalars stay text.
/// </summary>
public static class YamlFile
{
    const int DeepestNesting = 64;

    /// <summary>The mapping at the root of the file; an empty file is an empty mapping.</summary>
    /// <exception cref="InputException">
    /// Missing file, wrong syntax, duplicate key, or a root that is no mapping: file, line, what is wrong.
    /// </exception>
    public static ConfigSection Load(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.At(path, "no such file", "a YAML file");
        }

        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>The same for text in memory; <paramref name="name"/> stands for the file in messages.</summary>
    public static ConfigSection Parse(string name, string text)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            stream.Load(parser);
        }
        catch (YamlException error)
        {
            throw new InputException($"{name}:{error.Start.Line}: {Reason(error, text)}", error);
        }

        catch (InvalidOperationException error) // YamlDotNet 16: a key inside an unclosed [ or {
        {
            var line = parser.Current?.End.Line ?? 1;
            throw new InputException(
                $"{name}:{line}: wrong syntax here or on the next line; is a bracket not closed?", error);
        }

        return stream.Documents.Count == 0
            ? new ConfigSection(name, new OrderedDictionary<string, object?>())
            : new Reader(name).Value(name, stream.Documents[0].RootNode, 0) as ConfigSection
                ?? throw InputException.At(name, "no mapping at the root", "a mapping of keys to values");
    }

    static string Reason(YamlException error, string text)
    {
        var line = text.Split('\n').ElementAtOrDefault((int)error.Start.Line - 1)?.Trim() ?? "";
        var inner = error.InnerException?.Message ?? error.Message;
        return error.Message.Contains("uplicate key", StringComparison.Ordinal)
            ? $"duplicate key '{line.Split(':')[0].Trim()}'"
            : inner.ReplaceLineEndings(" ");
    }

    sealed class Reader(string file)
    {
        public object? Value(string where, YamlNode node, int depth)
        {
            if (depth > DeepestNesting)
            {
                throw InputException.At(
                    $"{file}:{node.Start.Line}", "an alias that contains itself", $"at most {DeepestNesting} levels");
            }

            return node switch
            {
                YamlScalarNode scalar => Scalar(scalar),
                YamlSequenceNode list => list.Children.Select(item => Value(where, item, depth + 1)).ToList(),
                YamlMappingNode mapping => new ConfigSection(where, Mapping(where, mapping, depth)),
                _ => throw InputException.At(
                    $"{file}:{node.Start.Line}", node.NodeType.ToString(), "a value, a list or a mapping"),
            };
        }

        static object? Scalar(YamlScalarNode scalar) =>
            scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific)
                ? YamlScalar.Resolve(scalar.Value ?? "")
                : scalar.Value ?? "";

        OrderedDictionary<string, object?> Mapping(string where, YamlMappingNode mapping, int depth)
        {
            var values = new OrderedDictionary<string, object?>();
            foreach (var (key, node) in mapping.Children.Where(pair => !IsMerge(pair.Key)))
            {
                var name = (key as YamlScalarNode)?.Value
                    ?? throw InputException.At($"{file}:{key.Start.Line}", "a key that is no text", "text as key");
                values.Add(name, Value($"{where}: {name}", node, depth + 1));
            }

            foreach (var (_, node) in mapping.Children.Where(pair => IsMerge(pair.Key)))
            {
                foreach (var source in node is YamlSequenceNode list ? list.Children : [node])
                {
                    Merge(values, where, source, depth);
                }
            }

            return values;
        }

        void Merge(OrderedDictionary<string, object?> values, string where, YamlNode source, int depth)
        {
            if (Value(where, source, depth + 1) is not ConfigSection || source is not YamlMappingNode merged)
            {
                throw InputException.At(
                    $"{file}:{source.Start.Line}", "a merge key '<<' without a mapping", "<<: *name of a mapping");
            }

            foreach (var (key, value) in Mapping(where, merged, depth + 1))
            {
                values.TryAdd(key, value);
            }
        }

        static bool IsMerge(YamlNode key) => key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain };
    }
}
