using RankElastor.Data.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RankElastor.Data.Configuration;

/// <summary>
/// Reads a YAML file into a <see cref="ConfigSection"/>: anchors, aliases, merge keys (<c>&lt;&lt;</c>, one mapping
/// or a list of them; keys of
/// the mapping itself win, then earlier ones of the list) and YAML 1.1 scalars. Quoted scalars stay text. Of a key that
/// is there twice the last is taken, as in FuxiCTR, and said (<see cref="ConfigSection.Remarks"/>).
/// </summary>
public static class YamlFile
{
    const int DeepestNesting = 64;
    const int MostValues = 1_000_000;
    const int MostBytes = 16 << 20;
    const string Kind = "a YAML file";

    /// <summary>The mapping at the root of the file; an empty file is an empty mapping.</summary>
    /// <exception cref="InputException">
    /// Missing file, wrong syntax, a root that is no mapping, more than 16 MiB, 64 levels or a million
    /// values (aliases count wherever they stand): file, line, what is wrong.
    /// </exception>
    public static ConfigSection Load(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.At(path, "no such file", Kind);
        }

        return new FileInfo(path).Length is var length and > MostBytes
            ? throw InputException.At(path, $"{length} bytes", $"{Kind} of at most {MostBytes}")
            : Parse(path, Decoding.Of(path, Kind, () => File.ReadAllText(path)));
    }

    /// <summary>The same for text in memory; <paramref name="name"/> stands for the file in messages.</summary>
    public static ConfigSection Parse(string name, string text) => Decoding.Of(name, Kind, () => Read(name, text));

    static ConfigSection Read(string name, string text)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        YamlKeys? keys = null;
        try
        {
            CheckDepth(name, text);
            stream.Load(keys = new YamlKeys(parser));
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
            : new Reader(name, keys!).Value(name, stream.Documents[0].RootNode, 0) as ConfigSection
                ?? throw InputException.At(name, "no mapping at the root", "a mapping of keys to values");
    }

    /// <summary>The loader calls itself for each level: it is given no more than the stack holds.</summary>
    static void CheckDepth(string name, string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current is MappingStart or SequenceStart ? 1
                : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
            if (depth > DeepestNesting)
            {
                throw TooDeep($"{name}:{parser.Current!.Start.Line}");
            }
        }
    }

    static InputException TooDeep(string where) =>
        InputException.At(
            where, "deeper nesting, or an alias that contains itself", $"at most {DeepestNesting} levels");

    static string Reason(YamlException error, string text)
    {
        var line = text.Split('\n').ElementAtOrDefault((int)error.Start.Line - 1)?.Trim() ?? "";
        var inner = error.InnerException?.Message ?? error.Message;
        return error.Message.Contains("uplicate key", StringComparison.Ordinal)
            ? $"duplicate key '{line.Split(':')[0].Trim()}'"
            : inner.ReplaceLineEndings(" ");
    }

    sealed class Reader(string file, YamlKeys keys)
    {
        int _values;

        public object? Value(string where, YamlNode node, int depth)
        {
            Count(node, depth);
            return node switch
            {
                YamlScalarNode scalar => Scalar(scalar),
                YamlSequenceNode list => list.Children.Select(item => Value(where, item, depth + 1)).ToList(),
                YamlMappingNode mapping => new ConfigSection(where, Mapping(where, mapping, depth))
                {
                    Remarks = [.. keys.Twice(mapping.Start).Select(pair =>
                        $"{where}: '{pair.Key}' is there twice; that of line {pair.Value} is taken, as in FuxiCTR")],
                },
                _ => throw InputException.At(
                    $"{file}:{node.Start.Line}", node.NodeType.ToString(), "a value, a list or a mapping"),
            };
        }

        void Count(YamlNode node, int depth)
        {
            var line = $"{file}:{node.Start.Line}";
            if (depth > DeepestNesting)
            {
                throw TooDeep(line);
            }

            if (++_values > MostValues)
            {
                throw InputException.At(line, "more values, aliases included", $"at most {MostValues}");
            }
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
            Count(source, depth + 1);
            if (source is not YamlMappingNode merged)
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
