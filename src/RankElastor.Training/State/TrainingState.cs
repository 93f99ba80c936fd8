using System.Text.Json.Serialization;

namespace RankElastor.Training.State;

/// <summary>
/// Everything a run must remember besides weights and the optimiser's moments, so that it continues to the same bits.
/// </summary>
public sealed class TrainingState
{
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps done in the present epoch; the same number of batches is skipped on resuming.</summary>
    public long StepInEpoch { get; set; }

    /// <summary>Steps done in all.</summary>
    public long Step { get; set; }

    /// <summary>Rows trained in all, each as often as it was seen.</summary>
    public long Rows { get; set; }

    /// <summary>The present rate.</summary>
    public double LearningRate { get; set; }

    /// <summary>Best monitored value; null before the first evaluation.</summary>
    public double? Best { get; set; }

    /// <summary>Epoch of the kept weights, counted from 1.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Evaluations in a row without improvement.</summary>
    public int Stopping { get; set; }

    /// <summary>True when patience ran out.</summary>
    public bool Stopped { get; set; }

    /// <summary>Sum of losses since the last evaluation.</summary>
    public double LossSum { get; set; }

    /// <summary>Steps since the last evaluation.</summary>
    public long LossSteps { get; set; }

    /// <summary>Sum of losses since the last step record.</summary>
    public double WindowLossSum { get; set; }

    /// <summary>Steps since the last step record.</summary>
    public int WindowSteps { get; set; }

    /// <summary>Bytes of the log that belong to the steps done.</summary>
    public long LogBytes { get; set; }

    /// <summary>What must agree between the run that wrote this and the one that continues it.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>Rows trained in the present epoch.</summary>
    public long EpochRows { get; set; }

    /// <summary>Seconds of training in the present epoch.</summary>
    public double EpochSeconds { get; set; }

    /// <summary>Samples per second of each completed epoch.</summary>
    public List<double> EpochRates { get; init; } = [];

    /// <summary>Seconds by phase.</summary>
    public Dictionary<string, double> Costs { get; init; } = [];

    /// <summary>Validation metrics of the kept weights.</summary>
    public Dictionary<string, double> BestMetrics { get; set; } = [];

    /// <summary>Mean spectral measures by site at the kept weights.</summary>
    public Dictionary<string, Dictionary<string, double>> BestSpectra { get; set; } = [];

    /// <summary>Remedies that an alarm has switched on.</summary>
    public List<string> ActivatedRemedies { get; set; } = [];

    /// <summary>The epoch under way, counted from 1.</summary>
    [JsonIgnore]
    public int PresentEpoch => Epoch + 1;

    /// <summary>Rows per second in the present epoch so far.</summary>
    [JsonIgnore]
    public double EpochRate => EpochRows / Math.Max(EpochSeconds, 1e-9);

    /// <summary>Remembers what the weights of the present epoch reach: they are kept.</summary>
    public void Keep(
        IReadOnlyDictionary<string, double> metrics, Dictionary<string, Dictionary<string, double>> spectra)
    {
        BestEpoch = PresentEpoch;
        BestMetrics = new(metrics);
        BestSpectra = spectra;
    }

    /// <summary>Adds seconds to a phase.</summary>
    public void Spend(string phase, double seconds) => Costs[phase] = Costs.GetValueOrDefault(phase) + seconds;
}
