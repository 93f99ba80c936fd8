namespace RankElastor.Cli.Shell;

/// <summary>A process that this one started failed; its line and exit code are passed on.</summary>
sealed class ChildFailedException(string message, int code) : Exception(message)
{
    public int Code { get; } = code;
}
