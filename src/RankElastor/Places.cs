namespace RankElastor;

/// <summary>Folders outside the user's own.</summary>
static class Places
{
    public static string Cache =>
        Environment.GetEnvironmentVariable("RANKELASTOR_CACHE") is { Length: > 0 } asked
            ? asked
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify), "rankelastor");
}
