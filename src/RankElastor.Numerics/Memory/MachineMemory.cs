using System.Globalization;

namespace RankElastor.Numerics.Memory;

/// <summary>The memory that there is to plan with.</summary>
public static class MachineMemory
{
    static readonly (double Size, string Unit)[] _units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];

    /// <summary>Bytes that this process may use: the machine's, or the container's where that has a limit.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes for people, in the largest of kB, MB, GB and TB (powers of 1000) that gives 1 or more.</summary>
    public static string Text(double bytes)
    {
        var (size, unit) = _units.FirstOrDefault(candidate => bytes >= candidate.Size, (1, "bytes"));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size:0.#} {unit}");
    }
}
