using System.Text;

namespace RankElastor.Cli.Shell;

/// <summary>
/// stdout or stderr: one that is full or closed does not end the work that writes to it. The first failure is kept.
/// </summary>
sealed class SteadyWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why a write failed, or null.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure ??= error;
        }
    }
}
