namespace RankElastor.Cli.Shell;

/// <summary>
/// What the end of a verb means: 0 done, 1 the job ran and failed, 2 bad usage or input (one line on stderr), 130
/// interrupted.
/// </summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;
}
