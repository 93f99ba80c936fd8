using System.Text;

namespace RankElastor.Data.Files;

/// <summary>Names that somebody chose and that become a file's or a folder's.</summary>
public static class FileName
{
    const int MostBytes = 200; // systems allow 255; what is added needs some

    static readonly char[] _forbidden = ['/', '\\', .. Path.GetInvalidFileNameChars()];

    /// <summary>The name, if it stays in the folder that it is put into.</summary>
    /// <param name="where">The place of the name, for the error: file and key.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="InputException">It is a path, empty, or too long.</exception>
    public static string Checked(string where, string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(_forbidden) < 0 && !name.Any(char.IsControl)
        && Encoding.UTF8.GetByteCount(name) <= MostBytes
            ? name
            : throw InputException.At(where, $"'{string.Concat(name.Select(Shown))}'",
                $"a name that can be a folder's: no path, no / and \\, at most {MostBytes} bytes");

    static char Shown(char letter) => char.IsControl(letter) ? '?' : letter;
}
