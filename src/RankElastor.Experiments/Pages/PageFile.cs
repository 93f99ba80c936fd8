using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Experiments.Pages;

/// <summary>Text files of a laboratory page.</summary>
static class PageFile
{
    /// <summary>Writes one, whole or not at all.</summary>
    public static void Write(string path, string text) =>
        DurableFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));
}
