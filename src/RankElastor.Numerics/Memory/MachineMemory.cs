using System.Globalization;

namespace RankElastor.Numerics.Memory;

/// <summary>The memory that there is to plan with.</summary>
public static class MachineMemory
{
    /// <summary>Bytes that this process may use: the machine's, or the container's where that has a limit.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes for people, in 10^9.</summary>
    public static string Text(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.###} GB");
}
