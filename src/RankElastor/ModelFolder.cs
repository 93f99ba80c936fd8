using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Interchange;

namespace RankElastor;

/// <summary>What a run's folder keeps of its model: weights, encoders and configuration.</summary>
static class ModelFolder
{
    const string EncoderFolder = "encoders";
    const string ConfigFile = "experiment.json";
    const string TrainedWith = "encoders"; // in the weights' metadata: the checksum of the encoders
    static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>The file of the weights.</summary>
    public static string Weights(string folder) => Path.Combine(folder, "model.safetensors");

    /// <summary>The file of the weights, of a run that ended.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string FinishedWeights(string folder) => File.Exists(Weights(folder)) ? Weights(folder)
        : throw InputException.At(Weights(folder), "no such file", "the folder of a finished run");

    /// <summary>Keeps what a <see cref="Ranker"/> needs besides the weights.</summary>
    public static void Keep(string folder, FittedEncoders encoders, ConfigSection config)
    {
        encoders.Save(Path.Combine(folder, EncoderFolder));
        DurableFile.Write(
            Path.Combine(folder, ConfigFile), stream => JsonSerializer.Serialize(stream, config.ToJson(), _indented));
    }

    /// <summary>Keeps the weights, and with them what encoders they were trained with.</summary>
    public static void Keep(string weights, RankingModel model, FittedEncoders encoders) =>
        ModelFile.Save(model, weights, new Dictionary<string, string> { [TrainedWith] = encoders.Checksum });

    public static ConfigSection Config(string folder)
    {
        var file = Path.Combine(folder, ConfigFile);
        return DurableFile.ReadJson(file, document => ConfigSection.FromJson(file, document.RootElement));
    }

    public static FittedEncoders Encoders(string folder) => FittedEncoders.Load(Path.Combine(folder, EncoderFolder));

    /// <summary>Reads the weights into a model that was built for these encoders.</summary>
    /// <exception cref="InputException">The file is damaged, or was trained with others.</exception>
    public static void Load(string folder, RankingModel model, FittedEncoders encoders)
    {
        var metadata = ModelFile.Load(model, Weights(folder));
        if (metadata.TryGetValue(TrainedWith, out var checksum) && checksum != encoders.Checksum)
        {
            throw InputException.At(Path.Combine(folder, EncoderFolder),
                "other encoders than those that the weights were trained with", "the folder as the run wrote it");
        }
    }
}
