using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>Every measure that is read: this program's, and those that a library user adds.</summary>
public sealed class MeasureCatalogue
{
    readonly Dictionary<string, Measure> _byName;

    MeasureCatalogue(IReadOnlyList<Measure> all) => (All, _byName) = (all, all.ToDictionary(measure => measure.Name));

    /// <summary>This program's measures.</summary>
    public static MeasureCatalogue Default { get; } =
        new([.. SpectrumMeasures.All, .. HealthMeasures.All, .. InspectionMeasures.All]);

    /// <summary>All measures; those of spectra in the order in which records keep them.</summary>
    public IReadOnlyList<Measure> All { get; }

    /// <summary>Names of all.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Those that were added.</summary>
    public IEnumerable<Measure> Own => All.Except(Default.All);

    /// <summary>These measures and another one, which every probe of its kinds reads from now on.</summary>
    /// <exception cref="ArgumentException">
    /// Its name is taken or holds a slash, or it has no <see cref="Measure.Value"/>.
    /// </exception>
    public MeasureCatalogue With(Measure measure) =>
        measure.Value is null || measure.Name.Contains('/') || _byName.ContainsKey(measure.Name)
            ? throw new ArgumentException(
                $"{measure.Name}: a measure needs a new name without a slash, and a Value.", nameof(measure))
            : new MeasureCatalogue([.. All, measure]);

    /// <summary>Measures of a kind's spectra.</summary>
    public IEnumerable<Measure> OfSpectra(SubjectKind kind) =>
        All.Where(measure => (measure.Value ?? (object?)measure.OfSummary) is not null && measure.Kinds.Contains(kind));

    /// <summary>By name; a name that is not known (of another program's log) means what its words say.</summary>
    public Measure Find(string name) => _byName.GetValueOrDefault(name) ?? new Measure { Name = name, Kinds = [] };
}
