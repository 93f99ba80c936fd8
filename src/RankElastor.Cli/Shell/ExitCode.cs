namespace RankElastor.Cli.Shell;

/// <summary>
/// What the end of a verb means: 0 done, 1 the job ran and failed, 2 bad usage or input (one line on stderr), 70 an
/// error of the program itself (one line, and a file with the trace), 130 interrupted.
/// </summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Crashed = 70; // EX_SOFTWARE of sysexits.h
    public const int Interrupted = 130;
}
