using System.Runtime.InteropServices;
using System.Text;

namespace RankElastor.Native;

/// <summary>
/// How long libtorch's threads spin after a parallel region, in GNU OpenMP. By default they spin for milliseconds, on
/// cores that our own kernels need at once. A RankElastor step on two cores took 370 ms with the default, 355 with the
/// passive policy, 351 with a short spin, 518 with the active policy.
/// </summary>
static unsafe class OpenMpWaiting
{
    const string SpinVariable = "GOMP_SPINCOUNT", PolicyVariable = "OMP_WAIT_POLICY";
    const string Spins = "5000";

    static readonly Lazy<string> _set = new(Set);

    /// <summary>
    /// Sets the spin count, once in the process, where the user has set neither it nor the policy; to be called before
    /// libtorch is loaded. Returns what holds.
    /// </summary>
    public static string SpinShortly() => _set.Value;

    static string Set()
    {
        foreach (var variable in new[] { SpinVariable, PolicyVariable })
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } own)
            {
                return $"{variable}={own} of the environment";
            }
        }

        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc)
            || !NativeLibrary.TryGetExport(libc, "setenv", out var address))
        {
            return "off: not Linux with glibc";
        }

        fixed (byte* name = Encoding.ASCII.GetBytes(SpinVariable + '\0'), value = Encoding.ASCII.GetBytes(Spins + '\0'))
        {
            // .NET's own setter does not reach the process
            return ((delegate* unmanaged<byte*, byte*, int, int>)address)(name, value, 1) == 0 ? Spins : "refused";
        }
    }
}
