using System.Text.Json;
using RankElastor.Cli;

namespace RankElastor.Tests.Cli;

/// <summary>What one invocation of the command line, in this process, ended in.</summary>
sealed record CliResult(int Code, string Output, string Error)
{
    public static CliResult Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(args, output, error, () => TestContext.Current.CancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one object on stdout; anything else there fails.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.True(Code == 0, Error);
            Assert.Equal(1, Output.Count(letter => letter == '\n'));
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>The result of a successful invocation.</summary>
    public CliResult Done()
    {
        Assert.True(Code == 0, Error);
        return this;
    }

    /// <summary>
    /// Checks that this is bad input: exit code 2, nothing on stdout, and one line of complaint behind the progress.
    /// </summary>
    public string Complaint()
    {
        Assert.True(Code == 2, $"exit code {Code}: {Error}");
        Assert.Empty(Output);
        var complaint = Assert.Single(ErrorLines, line => line.StartsWith("rankelastor: ", StringComparison.Ordinal));
        Assert.Equal(complaint, ErrorLines[^1]);
        Assert.DoesNotContain(ErrorLines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        return complaint;
    }
}
