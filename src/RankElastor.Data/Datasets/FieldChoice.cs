using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>
/// What an experiment says about the fields of its data set: which of them it uses, properties of its own, and the
/// column that groups its metrics. In FuxiCTR both files become one mapping; so the keys may stand in either.
/// </summary>
static class FieldChoice
{
    const string Group = "group_id";
    const string Version = "version";

    static readonly Key<IReadOnlyList<ConfigSection>> _specs = Specs(
        "feature_specs", "Properties that replace those of fields, by name.");

    static readonly Key<IReadOnlyList<ConfigSection>> _config =
        Specs("feature_config", "Another word for feature_specs.");

    /// <summary>Which fields are used.</summary>
    public static Key<IReadOnlyList<string>> Chosen { get; } =
        Key.Texts("use_features", "The fields that are used, in this order; groups stay.") with
        { DefaultWords = "all", Example = "[user_id, item_id]" };

    /// <summary>The keys that an experiment may have for its data set.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [Chosen, _specs, _config];

    /// <summary>Their names, and those of keys that also say something about fields.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Keys.Select(key => key.Name), Group, Version];

    /// <summary>A data set's section with what an experiment says about its fields.</summary>
    public static ConfigSection Over(ConfigSection dataset, ConfigSection experiment)
    {
        var said = Names.Where(key => experiment.Has(key) && !dataset.Has(key))
            .ToDictionary(key => key, experiment.Get);
        return said.Count == 0 ? dataset : dataset.OverlaidBy(new ConfigSection(dataset.Where, said));
    }

    /// <summary>Whether the section is of FuxiCTR 1, which named the version of its library.</summary>
    public static bool IsOfVersion1(ConfigSection section) => section.Has(Version);

    /// <summary>The entries with the experiment's properties; a list of names becomes an entry for each.</summary>
    /// <exception cref="InputException">A property of a field that there is not.</exception>
    public static IEnumerable<ConfigSection> Declared(ConfigSection section, IReadOnlyList<ConfigSection> entries)
    {
        var specs = _specs.Read(section).Concat(_config.Read(section)).Select(Handed)
            .SelectMany(spec => spec.Texts("name").Select(name => (Name: name, Spec: spec))).ToList();
        if (specs.Count == 0)
        {
            return entries;
        }

        List<ConfigSection> all = [.. entries.SelectMany(Single)];
        var names = all.Select(entry => entry.Text("name")!).ToList();
        return specs.Find(spec => !names.Contains(spec.Name)) is { Name: { } unknown }
            ? throw Unknown(section, "feature_specs", unknown, names)
            : all.Select(entry => specs.Where(spec => spec.Name == entry.Text("name"))
                .Aggregate(entry, (under, spec) => under.OverlaidBy(Named(spec.Spec, spec.Name))));
    }

    /// <summary>The fields that are used: active or chosen ones, groups, and the column of group_id.</summary>
    /// <exception cref="InputException">A field that there is not.</exception>
    public static IEnumerable<FieldOptions> Used(ConfigSection section, IReadOnlyList<FieldEntry> entries)
    {
        List<FieldOptions> active = [.. entries.Where(entry => entry.Active).Select(entry => entry.Options)];
        var names = active.Select(field => field.Name).ToList();
        var wanted = Chosen.Read(section);
        if (wanted.Count > 0)
        {
            var chosen = wanted.Select(name => active.Find(field => field.Name == name)
                ?? throw Unknown(section, Chosen.Name, name, names));
            var groups = active.Where(field => field.Kind == FieldKind.Meta && !wanted.Contains(field.Name));
            active = [.. chosen, .. groups];
            active = [.. active.Select((field, place) => field.ShareEmbedding is { } owner
                && !active.Take(place).Any(earlier => earlier.Name == owner)
                ? field with { ShareEmbedding = null } : field)];
        }

        return section.Text(Group) is { } group && !active.Exists(field => field.Name == group)
            ? active.Append(Grouping(group, entries)) : active;
    }

    static FieldOptions Grouping(string column, IReadOnlyList<FieldEntry> entries) =>
        FieldOptions.Group(column) with
        { Form = entries.FirstOrDefault(entry => entry.Options.Name == column)?.Options.Form ?? default };

    /// <summary>The same with all keys read: the fields' reader says which of them there are not.</summary>
    static ConfigSection Handed(ConfigSection spec)
    {
        foreach (var key in spec.Keys)
        {
            spec.Get(key);
        }

        return spec;
    }

    static IEnumerable<ConfigSection> Single(ConfigSection entry) =>
        entry.Get("name") is IReadOnlyList<object?> names ? names.OfType<string>().Select(name => Named(entry, name))
            : [entry];

    static ConfigSection Named(ConfigSection entry, string name) => entry.OverlaidBy(
        new ConfigSection(entry.Where, new Dictionary<string, object?> { ["name"] = name }));

    static InputException Unknown(ConfigSection section, string key, string name, IEnumerable<string> names) =>
        section.Wrong(key, name, $"fields of the data set{NearMiss.Hint(name, names)}");

    static Key<IReadOnlyList<ConfigSection>> Specs(string name, string meaning) => Key.Own(
        name, meaning, "a list of mappings with name and properties, or a mapping of them by name",
        (IReadOnlyList<ConfigSection>)[],
        section => section.Get(name) is not ConfigSection byName ? section.Sections(name)
            : [.. byName.Keys.Select(field => Named(
                byName.Section(field) ?? throw byName.Wrong(field, null, "a mapping"), field))]) with
    { DefaultWords = "none", Example = "[{name: clicks, feature_encoder: null}]" };
}
