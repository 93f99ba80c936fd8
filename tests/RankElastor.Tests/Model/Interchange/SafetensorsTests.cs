using System.Buffers.Binary;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Model.Interchange;

namespace RankElastor.Tests.Model.Interchange;

public sealed class SafetensorsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    string Path => System.IO.Path.Combine(_folder, "x.safetensors");

    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        Safetensors.Write(Path, Sample());
        var read = Safetensors.Read(Path);
        Assert.Equal("ü \"1\"", read.Metadata["note"]);
        Assert.Equal(["f", "empty", "scalar"], read.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(Sample().Tensors[0].Data.ToArray(), read.Tensors[0].Data.ToArray());
        Assert.Equal([2, 3], read.Tensors[0].Shape);
        Assert.Equal(SafetensorsType.I64, read.Tensors[2].Type);
        Assert.Equal([Path, $"{Path}.sha256"], Directory.GetFiles(_folder).Order()); // no temporary file stays
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(Path)) % 8);
    }

    [Fact]
    public void Read_EveryTruncation_IsAnInputError()
    {
        Safetensors.Write(Path, Sample());
        var bytes = File.ReadAllBytes(Path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            Assert.Throws<InputException>(() => Safetensors.Read(Path));
        }
    }

    [Fact]
    public void Read_EveryFlippedHeaderByte_LoadsOrIsAnInputError()
    {
        Safetensors.Write(Path, Sample());
        var bytes = File.ReadAllBytes(Path);
        for (var i = 0; i < bytes.Length - 32; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x15;
            File.WriteAllBytes(Path, damaged);
            Assert.True(Record.Exception(() => Safetensors.Read(Path)) is null or InputException, $"byte {i}");
        }
    }

    [Theory]
    [InlineData( // overlap
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}," +
        "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)] // gap
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8)] // data left over
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4)] // shape and bytes differ
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0)] // overflow
    [InlineData("{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":1}", 0)]
    [InlineData("[]", 0)]
    [InlineData("{\"__metadata__\":{\"n\":1}}", 0)]
    public void Read_ImpossibleHeaders_AreInputErrors(string header, int data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[data]]);
        var error = Assert.Throws<InputException>(() => Safetensors.Read(Path));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static SafetensorsFile Sample() => new(
        new Dictionary<string, string> { ["note"] = "ü \"1\"" },
        [
            new SafetensorsEntry(
                "f", SafetensorsType.F32, [2, 3], Enumerable.Range(0, 24).Select(i => (byte)i).ToArray()),
            new SafetensorsEntry("empty", SafetensorsType.F64, [0, 5], Array.Empty<byte>()),
            new SafetensorsEntry("scalar", SafetensorsType.I64, [], new byte[8]),
        ]);
}
