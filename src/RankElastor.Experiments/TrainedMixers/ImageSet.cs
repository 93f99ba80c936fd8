using RankElastor.Data.Files;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>Colour images of <see cref="Side"/> × <see cref="Side"/> with classes; rows are images.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Train">What is learned from.</param>
/// <param name="Test">What is measured on.</param>
sealed record ImageSet(int Classes, ImageRows Train, ImageRows Test)
{
    /// <summary>Pixels of a row or column: many patch sizes divide it.</summary>
    public const int Side = 24;

    /// <summary>Red, green, blue.</summary>
    public const int Colours = 3;

    /// <summary>Numbers of an image, one colour's plane after the other, row by row.</summary>
    public const int Pixels = Colours * Side * Side;

    /// <summary>Where photographs are, below the folder of data sets.</summary>
    public const string Folder = "cifar10_subset";

    const int Waves = 8, Trained = 5000, Tested = 2000;

    const double Length = 6, Window = 4, Distractor = 0.4, Noise = 0.4;

    /// <summary>Generated images, in words.</summary>
    public static string Task => $"Noisy images of a wave with one of {Waves} directions, {Trained} to train with and "
        + $"{Tested} to test with.";

    /// <summary>
    /// Generated images. A class is the direction of a wave. The wave stands in a soft window with a random place,
    /// phase and colour, beside a weaker one of a random class, in noise: no pixel alone tells the class.
    /// </summary>
    public static ImageSet Generate(SeededRandom random) =>
        new(Waves, Draw(random.Fork("train"), Trained), Draw(random.Fork("test"), Tested));

    /// <summary>
    /// Images of a folder in CIFAR-10's binary layout (a label, then 32 × 32 bytes for each colour), cut to their
    /// middle. Files whose names begin with "test" are measured on, the other ones with ".bin" are learned from.
    /// </summary>
    /// <exception cref="InputException">There are no whole images of one kind or of both.</exception>
    public static ImageSet Read(string folder)
    {
        var files = Directory.GetFiles(folder, "*.bin").Order(StringComparer.Ordinal).ToLookup(
            file => Path.GetFileName(file).StartsWith("test", StringComparison.Ordinal));
        var (train, test) = (
            ImageRows.Read(Path.Combine(folder, "*.bin"), files[false]),
            ImageRows.Read(Path.Combine(folder, "test*.bin"), files[true]));
        return new((int)train.Labels.Max() + 1, train, test);
    }

    /// <summary>The photographs below a folder of data sets; null where it has none.</summary>
    public static ImageSet? Below(string? dataRoot) =>
        dataRoot is not null && Path.Combine(dataRoot, Folder) is var folder && Directory.Exists(folder)
            ? Read(folder) : null;

    static ImageRows Draw(SeededRandom random, int count)
    {
        var pixels = new float[count * Pixels];
        NormalFill.Normal(pixels, Noise, random.Fork("noise"));
        var labels = Enumerable.Range(0, count).Select(i => (long)(i % Waves)).ToArray();
        for (var i = 0; i < count; i++)
        {
            var image = pixels.AsSpan(i * Pixels, Pixels);
            AddWave(image, random, (int)labels[i], 1);
            AddWave(image, random, random.NextInt(Waves), Distractor);
        }

        return new(pixels, labels);
    }

    static void AddWave(Span<float> image, SeededRandom random, int direction, double height)
    {
        var (sin, cos) = Math.SinCos(Math.PI * direction / Waves);
        var phase = 2 * Math.PI * random.NextDouble();
        double Place() => Side * (0.25 + 0.5 * random.NextDouble());
        var (row, column) = (Place(), Place());
        double[] colour = [.. Enumerable.Range(0, Colours).Select(_ => random.NextNormal())];
        var length = Math.Sqrt(colour.Sum(value => value * value) / Colours);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (dy, dx) = (y - row, x - column);
                var value = height * Math.Cos(2 * Math.PI * (dy * sin + dx * cos) / Length + phase)
                    * Math.Exp(-(dy * dy + dx * dx) / (2 * Window * Window));
                for (var plane = 0; plane < Colours; plane++)
                {
                    image[(plane * Side + y) * Side + x] += (float)(value * colour[plane] / length);
                }
            }
        }
    }
}
