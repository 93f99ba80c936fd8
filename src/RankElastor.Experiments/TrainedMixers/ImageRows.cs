using RankElastor.Data.Files;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>Images with their classes.</summary>
/// <param name="Pixels">[images, <see cref="ImageSet.Pixels"/>].</param>
/// <param name="Labels">The class of each.</param>
sealed record ImageRows(float[] Pixels, long[] Labels)
{
    const int FileSide = 32, Record = 1 + ImageSet.Colours * FileSide * FileSide;

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Of files in CIFAR-10's binary layout; bytes become −2 … 2.</summary>
    /// <exception cref="InputException">They hold no image, or a part of one.</exception>
    public static ImageRows Read(string where, IEnumerable<string> files)
    {
        byte[] bytes = [.. files.SelectMany(File.ReadAllBytes)];
        if (bytes.Length == 0 || bytes.Length % Record != 0)
        {
            throw InputException.At(where, $"{bytes.Length} bytes", $"images of {Record} bytes each, one or more");
        }

        var count = bytes.Length / Record;
        var pixels = new float[count * ImageSet.Pixels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (place, x) = Math.DivRem(i, ImageSet.Side);
            var (plane, y) = Math.DivRem(place, ImageSet.Side);
            var (image, colour) = Math.DivRem(plane, ImageSet.Colours);
            const int Border = (FileSide - ImageSet.Side) / 2;
            var at = image * Record + 1 + (colour * FileSide + y + Border) * FileSide + x + Border;
            pixels[i] = (bytes[at] / 255f - 0.5f) * 4;
        }

        return new(pixels, [.. Enumerable.Range(0, count).Select(i => (long)bytes[i * Record])]);
    }
}
