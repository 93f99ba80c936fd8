using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RankElastor.Data.Configuration;

/// <summary>
/// The events of a YAML text without the keys that a later one of the same mapping replaces; which those are is kept
/// by the mapping's place.
/// </summary>
sealed class YamlKeys : IParser
{
    readonly List<ParsingEvent> _events = [];
    readonly Dictionary<(long Line, long Column), Dictionary<string, long>> _twice = [];
    readonly HashSet<int> _replaced = [];
    int _current = -1;

    /// <exception cref="YamlException">Wrong syntax.</exception>
    public YamlKeys(Parser parser)
    {
        while (parser.MoveNext())
        {
            _events.Add(parser.Current!);
        }

        for (var next = 0; next < _events.Count;)
        {
            next = EndOf(next);
        }
    }

    public ParsingEvent? Current => _current >= 0 && _current < _events.Count ? _events[_current] : null;

    /// <summary>The keys that a mapping has more than once, and the line of the last.</summary>
    public IReadOnlyDictionary<string, long> Twice(Mark mapping) =>
        _twice.GetValueOrDefault((mapping.Line, mapping.Column)) ?? [];

    public bool MoveNext()
    {
        do
        {
            _current++;
        }
        while (_replaced.Contains(_current));
        return _current < _events.Count;
    }

    /// <summary>The event behind a node that begins at <paramref name="first"/>.</summary>
    int EndOf(int first) => _events[first] switch
    {
        MappingStart start => EndOfMapping(first + 1, start.Start),
        SequenceStart => EndOfSequence(first + 1),
        _ => first + 1,
    };

    int EndOfSequence(int next)
    {
        while (_events[next] is not SequenceEnd)
        {
            next = EndOf(next);
        }

        return next + 1;
    }

    int EndOfMapping(int next, Mark start)
    {
        var seen = new Dictionary<string, (int First, int End)>();
        while (_events[next] is not MappingEnd)
        {
            var (key, first) = ((_events[next] as Scalar)?.Value, next);
            next = EndOf(EndOf(next));
            if (key is null or "<<")
            {
                continue;
            }

            if (seen.TryGetValue(key, out var earlier))
            {
                _replaced.UnionWith(Enumerable.Range(earlier.First, earlier.End - earlier.First));
                var place = (start.Line, start.Column);
                _twice.TryAdd(place, []);
                _twice[place][key] = _events[first].Start.Line;
            }

            seen[key] = (first, next);
        }

        return next + 1;
    }
}
