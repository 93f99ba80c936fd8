using RankElastor.Training.State;

namespace RankElastor.Experiments.Studies;

/// <summary>Work that one process does and the others read.</summary>
/// <typeparam name="T">What it comes to.</typeparam>
interface ISharedUnit<T> where T : class
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>The file that whoever works on it holds locked.</summary>
    string Claim { get; }

    /// <summary>What it came to, or null where it is not finished.</summary>
    T? Read();

    /// <summary>Begins it or goes on; the caller holds the claim.</summary>
    T Make(ITrainingProgress progress, CancellationToken stop);
}
