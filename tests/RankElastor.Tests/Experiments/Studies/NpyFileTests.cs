using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Studies;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Experiments.Studies;

public sealed class NpyFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public NpyFileTests() => Directory.CreateDirectory(_folder[""]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_IsOfNumPysForm() // numpy.lib.format, version 1.0
    {
        NpyFile.Write<float>(_folder["a.npy"], new[] { 1f, -2.5f });
        var bytes = File.ReadAllBytes(_folder["a.npy"]);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0], bytes[..10]);
        Assert.Equal(128 + 8, bytes.Length);
        Assert.Equal(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
            Encoding.ASCII.GetString(bytes[10..127]).Trim());
        Assert.Equal((byte)'\n', bytes[127]);
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0], bytes[128..]);
        Assert.Equal([1f, -2.5f], NpyFile.Read<float>(_folder["a.npy"]));

        NpyFile.Write<long>(_folder["b.npy"], new[] { long.MinValue, 7 });
        Assert.Equal([long.MinValue, 7], NpyFile.Read<long>(_folder["b.npy"]));
        NpyFile.Write<long>(_folder["none.npy"], Array.Empty<long>());
        Assert.Empty(NpyFile.Read<long>(_folder["none.npy"]));
    }

    [Fact]
    public void DamagedFile_IsOneLine()
    {
        NpyFile.Write<float>(_folder["a.npy"], new[] { 1f, 2 });
        var bytes = File.ReadAllBytes(_folder["a.npy"]);
        byte[][] damaged = [[], bytes[..8], bytes[..60], bytes[..^1], bytes[..^4], [.. bytes, 0], [0, .. bytes[1..]]];
        Assert.All(damaged, wrong =>
        {
            File.WriteAllBytes(_folder["a.npy"], wrong);
            Assert.Throws<InputException>(() => NpyFile.Read<float>(_folder["a.npy"]));
        });
        Assert.Throws<InputException>(() => NpyFile.Read<long>(_folder["missing.npy"]));
    }
}
