using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Files;
using RankElastor.Numerics.Calibration;
using RankElastor.Training.Calibration;

namespace RankElastor;

/// <summary>
/// <c>calibration.json</c> of a run's folder, with its checksum file: the map that the model's answers pass, bound to
/// the weights that it was fitted to.
/// </summary>
static class CalibrationFile
{
    const int CurrentVersion = 1;
    const string Cure = "calibrate --run FOLDER fits it anew, --method none removes it";

    static readonly JsonSerializerOptions _json = new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    }.Strict();

    /// <summary>Its place in a run's folder.</summary>
    public static string Of(string folder) => Path.Combine(folder, "calibration.json");

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string folder, FittedCalibration fitted)
    {
        var saved = new Saved(
            CurrentVersion, FittedCalibration.Word(fitted.Method), fitted.Rows,
            ChecksumFile.Sha256(ModelFolder.Weights(folder)))
        {
            Slope = (fitted.Map as PlattMap)?.Slope,
            Intercept = (fitted.Map as PlattMap)?.Intercept,
            Knots = (fitted.Map as IsotonicMap)?.Knots,
        };
        ChecksumFile.Write(
            ChecksumFile.Of(Of(folder)), (Of(folder), stream => JsonSerializer.Serialize(stream, saved, _json)));
    }

    /// <summary>Reads it; null where a folder has none.</summary>
    /// <exception cref="InputException">
    /// It is damaged, of a later version, or was fitted to other weights than the folder's.
    /// </exception>
    public static FittedCalibration? Read(string folder)
    {
        var file = Of(folder);
        if (!File.Exists(file))
        {
            return null;
        }

        ChecksumFile.CheckBeside(file);
        var saved = DurableFile.ReadJson(file, document =>
            document.RootElement.TryGetProperty("version", out var version)
            && version.TryGetInt32(out var number) && number != CurrentVersion
                ? throw InputException.At(file, $"version {number}", $"version {CurrentVersion}; {Cure}")
                : document.Deserialize<Saved>(_json), Cure)!;
        var map = saved.Map
            ?? throw InputException.At(file, "a map that is none", $"platt with a slope above 0, or isotonic with "
                + $"predictions that rise and rates between 0 and 1 that do not fall; {Cure}");
        return saved.WeightsSha256 != ChecksumFile.Sha256(ModelFolder.Weights(folder))
            ? throw InputException.At(file, "a recalibration of other weights", $"one of model.safetensors; {Cure}")
            : new FittedCalibration(
                map is PlattMap ? CalibrationMethod.Platt : CalibrationMethod.Isotonic, map, saved.Rows);
    }

    /// <summary>Removes it and its pictures, for good; false where there was none.</summary>
    public static bool Remove(string folder)
    {
        var isThere = File.Exists(Of(folder));
        string[] files = [Of(folder), ChecksumFile.Of(Of(folder)), Picture(folder, "svg"), Picture(folder, "csv")];
        Array.ForEach(files, DurableFile.Delete);
        return isThere;
    }

    /// <summary>Removes one that was fitted to weights that are no more.</summary>
    public static void RemoveStale(string folder)
    {
        try
        {
            _ = Read(folder);
        }
        catch (InputException)
        {
            Remove(folder);
        }
    }

    /// <summary>The reliability diagram beside it, or the numbers behind that.</summary>
    public static string Picture(string folder, string extension) =>
        Path.Combine(folder, $"calibration.{extension}");

    sealed record Saved(int Version, string Method, long Rows, string WeightsSha256)
    {
        public double? Slope { get; init; }

        public double? Intercept { get; init; }

        public IReadOnlyList<CalibrationKnot>? Knots { get; init; }

        /// <summary>The map, or null where the numbers are none.</summary>
        [JsonIgnore]
        public CalibrationMap? Map => (Method, Slope, Intercept, Knots) switch
        {
            ("platt", > 0 and < double.PositiveInfinity, { } intercept, null) when double.IsFinite(intercept) =>
                new PlattMap(Slope.Value, intercept),
            ("isotonic", null, null, [_, ..] knots) when Rises(knots) => new IsotonicMap(knots),
            _ => null,
        };

        static bool Rises(IReadOnlyList<CalibrationKnot> knots) =>
            knots.All(knot => knot is { Prediction: >= 0 and <= 1, Rate: > 0 and < 1 })
            && knots.Zip(knots.Skip(1)).All(pair =>
                pair.First.Prediction < pair.Second.Prediction && pair.First.Rate <= pair.Second.Rate);
    }
}
