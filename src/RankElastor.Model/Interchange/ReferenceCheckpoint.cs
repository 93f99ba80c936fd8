using RankElastor.Data.Files;

namespace RankElastor.Model.Interchange;

/// <summary>
/// Weights of the reference implementation: a state dict by PyTorch's <c>torch.save</c> (FuxiCTR's <c>.model</c>
/// files), or safetensors under the same names.
/// </summary>
public static class ReferenceCheckpoint
{
    const byte FirstOfPickle = 0x80;

    /// <summary>
    /// Reads all weights into a model of the same shape. A damaged file or another model's is an
    /// <see cref="InputException"/> with each tensor's shape and the expected one; the model then keeps its weights.
    /// </summary>
    public static void Load(RankingModel model, string path) => ReferenceState.Import(model, path, Tensors(path));

    static IReadOnlyList<SafetensorsEntry> Tensors(string path)
    {
        ChecksumFile.CheckBeside(path);
        return Head(path) switch
        {
            // first: the length of its header may begin as the others do
            [_, _, _, _, _, _, _, _, (byte)'{', ..] => Safetensors.Read(path).Tensors,
            [(byte)'P', (byte)'K', ..] => TorchFile.Read(path),
            [FirstOfPickle, ..] => throw InputException.At(
                path,
                "a torch file in the form of PyTorch before 1.6",
                "the zip form: torch.save(torch.load(FILE, map_location='cpu'), FILE) in a newer PyTorch writes it"),
            var head => throw InputException.At(
                path, Kind(head), "a state dict written by torch.save, or safetensors"),
        };
    }

    /// <summary>What else a file is that begins so.</summary>
    static string Kind(ReadOnlySpan<byte> head) => head switch
    {
        [] => "an empty file",
        _ when head.StartsWith("version "u8) => "a pointer of Git LFS in place of the file (git lfs pull fetches it)",
        [(byte)'<', ..] => "a web page in place of the file",
        [0x1f, 0x8b, ..] => "a file compressed with gzip (gunzip unpacks it)",
        _ => "no checkpoint",
    };

    static byte[] Head(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.At(path, "no such file", "a checkpoint");
        }

        using var file = File.OpenRead(path);
        var head = new byte[9];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
