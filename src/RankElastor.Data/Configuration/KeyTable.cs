using System.Collections;
using System.Linq.Expressions;
using System.Reflection;

namespace RankElastor.Data.Configuration;

/// <summary>
/// The keys of a mapping, each with the property of <typeparamref name="TOptions"/> that holds its value. A key's
/// default is the property's initial value. <paramref name="blank"/> makes options with every value at its default.
/// </summary>
public sealed class KeyTable<TOptions>(Func<TOptions> blank) : IEnumerable<Key> where TOptions : class
{
    readonly List<Entry> _entries = [];

    /// <summary>
    /// Adds a key that no property holds: it is read and checked; what it does is the reader's affair.
    /// </summary>
    public void Add(Key key) => _entries.Add(new(key, null, null));

    /// <summary>Adds keys that no property holds.</summary>
    public void Add(IEnumerable<Key> keys) => _entries.AddRange(keys.Select(key => new Entry(key, null, null)));

    /// <summary>Adds a key and the property that holds its value.</summary>
    public void Add<T>(Key<T> key, Expression<Func<TOptions, T>> property)
    {
        var holder = Property(property);
        key = key with { Default = (T)holder.GetValue(blank())! };
        _entries.Add(new(key, holder.GetValue, holder.SetValue));
    }

    /// <summary>Adds the keys of options that are part of these.</summary>
    public void Add<TPart>(KeyTable<TPart> table, Expression<Func<TOptions, TPart>> property) where TPart : class
    {
        var part = Property(property);
        foreach (var (key, get, set) in table._entries)
        {
            _entries.Add(new(
                key,
                get is null ? null : options => get(part.GetValue(options)!),
                set is null ? null : (options, value) => set(part.GetValue(options)!, value)));
        }
    }

    /// <summary>
    /// Reads a section. Absent keys keep the value that they have in <paramref name="start"/>, which is written to:
    /// nobody else may hold it.
    /// </summary>
    /// <exception cref="Files.InputException">A value of another kind or out of range: file, key, found,
    /// allowed.</exception>
    public TOptions Read(ConfigSection section, TOptions? start = null)
    {
        var options = start ?? blank();
        foreach (var (key, get, set) in _entries)
        {
            var value = key.ReadFrom(section, get is null ? key.Absent : get(options));
            set?.Invoke(options, value);
        }

        return options;
    }

    /// <summary>Refuses options of a program with a value that a file may not have, in the same words.</summary>
    /// <exception cref="Files.InputException">A value is out of range: key, found, allowed.</exception>
    public void Check(TOptions options)
    {
        foreach (var (key, get, _) in _entries.Where(entry => entry.Get is not null))
        {
            key.Refuse(get!(options));
        }
    }

    /// <summary>The values by key, for manifests; keys that are not recorded are left out.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe(TOptions options) => _entries
        .Where(entry => entry.Key.IsRecorded && entry.Get is not null)
        .Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Key.TextOf(entry.Get!(options))));

    /// <summary>The key that a switch of the command line replaces.</summary>
    public Key Switch(string name) => this.Single(key => key.Switch == name || key.Name == name);

    /// <summary>The section with the values of switches, or of keys by their name, on top; null leaves one.</summary>
    /// <exception cref="Files.InputException">A value out of range: switch, found, allowed.</exception>
    public ConfigSection Override(ConfigSection section, params IEnumerable<(string Switch, object? Value)> switches)
    {
        var changes = new Dictionary<string, object?>();
        foreach (var (name, value) in switches.Where(pair => pair.Value is not null))
        {
            var key = Switch(name);
            changes[key.Name] = key.FromSwitch(name, KeyText.Of(value));
        }

        return section.OverlaidBy(new ConfigSection(section.Where, changes));
    }

    /// <inheritdoc/>
    public IEnumerator<Key> GetEnumerator() => _entries.Select(entry => entry.Key).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static PropertyInfo Property(LambdaExpression property) => (PropertyInfo)((MemberExpression)property.Body).Member;

    sealed record Entry(Key Key, Func<object, object?>? Get, Action<object, object?>? Set);
}
