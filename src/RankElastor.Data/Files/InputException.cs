namespace RankElastor.Data.Files;

/// <summary>
/// The user's input is wrong. The message is one line that says where (file:row:field), what was found and what is
/// allowed; the command line prints it as it is and exits with 2.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>An error whose one line is already written.</summary>
    public InputException(string message) : base(message) { }

    /// <summary>An error that another one caused.</summary>
    public InputException(string message, Exception cause) : base(message, cause) { }

    /// <summary>An error at a place: <c>where: found X; allowed: Y</c>.</summary>
    public static InputException At(string where, string found, string allowed) =>
        new($"{where}: found {found}; allowed: {allowed}");
}
