namespace RankElastor.Experiments.Lab;

/// <summary>An experiment of the laboratory: claims, checked by one command with seeds.</summary>
public abstract class LabExperiment
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it asks, in one line.</summary>
    public abstract string Question { get; }

    /// <summary>Seeds where the command line says nothing.</summary>
    public virtual int DefaultSeeds => 5;

    /// <summary>Whether it needs <c>--config</c>, a folder with FuxiCTR's two files.</summary>
    public virtual bool NeedsConfig => false;

    /// <summary>Runs to the end and writes its page.</summary>
    public abstract LabResult Run(LabRequest request, CancellationToken stop);
}
