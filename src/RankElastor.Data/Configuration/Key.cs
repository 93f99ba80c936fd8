using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>
/// What a key of a configuration file means, said once: reading, range check, unknown-key check, manifest, fingerprint,
/// the command line's switch and the documentation take it from here. Factories make keys (<see cref="Whole"/>, …).
/// </summary>
/// <param name="Name">As it is written in the file.</param>
/// <param name="Meaning">One line for the documentation.</param>
/// <param name="Allowed">The allowed values in words, for errors and the documentation.</param>
public abstract partial record Key(string Name, string Meaning, string Allowed)
{
    /// <summary>What older versions of FuxiCTR call it; read where the name itself is not in a section.</summary>
    public IReadOnlyList<string> Older { get; init; } = [];

    /// <summary>All names, the first one is today's.</summary>
    public IEnumerable<string> Names => Older.Prepend(Name);

    /// <summary>A value as a file has it; empty where the default shows the form.</summary>
    public string Example { get; init; } = "";

    /// <summary>The default in words, where a value does not say it.</summary>
    public string? DefaultWords { get; init; }

    /// <summary>Whether a section without the key is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The switch of the command line that replaces the key's value, or null.</summary>
    public string? Switch { get; init; }

    /// <summary>Whether a run can be continued with the same value only.</summary>
    public Steering Steers { get; init; }

    /// <summary>Whether the manifest names the value where the file does not.</summary>
    public bool IsRecorded { get; init; } = true;

    /// <summary>The keys of the mapping that is the value, or none.</summary>
    public IReadOnlyList<Key> Inner { get; init; } = [];

    /// <summary>The default, as records and the documentation write it.</summary>
    public string DefaultText => DefaultWords ?? (IsRequired ? "must be there" : TextOf(Absent));

    /// <summary>Meaning, allowed values and default in one text, for the help of a switch.</summary>
    public string Description =>
        $"{Meaning} Allowed: {Allowed}; default: {DefaultText}. Replaces {Name} of the configuration.";

    /// <summary>The value that an absent key stands for.</summary>
    internal abstract object? Absent { get; }

    /// <summary>The value in a section, or <paramref name="absent"/>.</summary>
    internal abstract object? ReadFrom(ConfigSection section, object? absent);

    /// <summary>The value as records write it.</summary>
    internal abstract string TextOf(object? value);

    /// <summary>Refuses a value that a program has set, with the words that a file's value is refused with.</summary>
    internal abstract void Refuse(object? value);

    /// <summary>What a file would have in place of the switch's text; refused in the switch's name.</summary>
    internal abstract object FromSwitch(string name, string text);
}

/// <summary>Whether a key's value changes the numbers that a run ends with.</summary>
public enum Steering
{
    /// <summary>It does, or may: a run is continued with the same value only.</summary>
    Always,

    /// <summary>Only in a run whose probes steer it.</summary>
    ThroughProbes,

    /// <summary>It does not: a run may be continued with another value.</summary>
    Never,
}

/// <summary>A key whose values are of type <typeparamref name="T"/>.</summary>
public sealed record Key<T>(string Name, string Meaning, string Allowed) : Key(Name, Meaning, Allowed)
{
    /// <summary>The value that an absent key stands for.</summary>
    public T Default { get; init; } = default!;

    /// <summary>A file's value as a <typeparamref name="T"/>; null for one of another kind.</summary>
    internal Func<object, object?> Convert { get; init; } = found => found;

    /// <summary>Reads the key from a section where <see cref="Convert"/> is not enough.</summary>
    internal Func<ConfigSection, T>? Reader { get; init; }

    /// <summary>Whether a value is in range.</summary>
    internal Func<T, bool> Fits { get; init; } = _ => true;

    /// <summary>The value as records write it.</summary>
    internal Func<T, string> Format { get; init; } = value => KeyText.Of(value);

    /// <summary>What null stands for where it is written; null: the same as an absent key.</summary>
    internal object? OfNull { get; init; }

    /// <inheritdoc/>
    internal override object? Absent => Default;

    /// <summary>The value in a section, or the default.</summary>
    /// <exception cref="InputException">Another kind or out of range: file, key, found and allowed.</exception>
    public T Read(ConfigSection section) => Read(section, Default);

    /// <summary>The value in a section, or <paramref name="absent"/>.</summary>
    public T Read(ConfigSection section, T absent) =>
        section.Keys.Contains(Name) || Older.FirstOrDefault(section.Keys.Contains) is not { } older
            ? ReadNamed(section, absent)
            : (this with { Name = older }).ReadNamed(section, absent);

    T ReadNamed(ConfigSection section, T absent) => section.Get(Name) switch
    {
        { } found when Reader is not null =>
            Reader(section) is var value && Fits(value) ? value : throw section.Wrong(Name, found, Allowed),
        { } found => Value($"{section.Where}: {Name}", found),
        null when IsRequired => throw InputException.At($"{section.Where}: {Name}", "nothing", Allowed),
        null => OfNull is T none && section.Keys.Contains(Name) ? none : absent,
    };

    /// <summary>A file's or a switch's value; <paramref name="where"/> opens the message.</summary>
    public T Value(string where, object found) => Convert(found) is T value && Fits(value)
        ? value
        : throw InputException.At(where, ConfigSection.Describe(found), Allowed);

    /// <inheritdoc/>
    internal override object? ReadFrom(ConfigSection section, object? absent) => Read(section, (T)absent!);

    /// <inheritdoc/>
    internal override string TextOf(object? value) => Format((T)value!);

    /// <inheritdoc/>
    internal override void Refuse(object? value)
    {
        if (!Fits((T)value!))
        {
            throw InputException.At(Name, TextOf(value), Allowed);
        }
    }

    /// <inheritdoc/>
    internal override object FromSwitch(string name, string text)
    {
        var found = YamlScalar.Resolve(text) ?? text;
        _ = Value(name, found);
        return found;
    }
}
