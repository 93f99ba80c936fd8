using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Epochs;

/// <summary>What bench epochs found, and the page that shows it.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Rounds">How often each was trained.</param>
/// <param name="Models">A line for each experiment, in order.</param>
/// <param name="Ratios">Each but the first against the first, in time and in memory.</param>
/// <param name="Claims">The paper's, where RankElastor and RankMixer are both there.</param>
/// <param name="Warnings">Signs that other processes used the machine.</param>
/// <param name="Page">The page's file.</param>
public sealed record EpochsResult(
    string Dataset, int Rounds, IReadOnlyList<EpochModel> Models, IReadOnlyList<EpochRatio> Ratios,
    IReadOnlyList<Claim> Claims, IReadOnlyList<string> Warnings, string Page);

/// <summary>The epochs of one experiment.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Seconds">The median over rounds.</param>
/// <param name="Least">The fastest round.</param>
/// <param name="Most">The slowest.</param>
/// <param name="SamplesPerSecond">The median.</param>
/// <param name="PeakRssMb">The median.</param>
/// <param name="Threads">Threads of a step.</param>
/// <param name="Busy">Processor time per second and thread of the whole process, the median.</param>
public sealed record EpochModel(
    string Experiment, double Seconds, double Least, double Most, double SamplesPerSecond, double PeakRssMb,
    int Threads, double Busy);
