using System.Collections.Concurrent;
using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>Trains arms on one set of images for each seed, each once.</summary>
sealed class MixerTraining(Func<int, ImageSet> images)
{
    const int Steps = 200, Batch = 64, Chunk = 250;

    readonly SeedMemo<ImageSet> _images = new(images);
    readonly ConcurrentDictionary<MixerArm, SeedMemo<MixerResult>> _trained = new();

    /// <summary>What became of an arm with a seed.</summary>
    public MixerResult Of(MixerArm arm, int seed) => _trained.GetOrAdd(
        arm, _ => new(number => Train(arm, _images.Of(ClaimSeed.Plain(number)), number)))
        .Of(ClaimSeed.Plain(seed));

    /// <summary>In words.</summary>
    public static string Task =>
        $"{Steps} steps of Adam with batches of {Batch}; two pairs of blocks and γ = 2 where nothing else is said.";

    static MixerResult Train(MixerArm arm, ImageSet set, int seed)
    {
        using var tensors = NewDisposeScope();
        var random = new SeededRandom((ulong)seed).Fork("network");
        using var network = new MixerNetwork(arm, set.Classes, random);
        var (pixels, labels) = (Rows(set.Train), tensor(set.Train.Labels));
        var untrained = Accuracy(Answers(network, set.Train, Chunk * 4), set.Train.Labels);
        var order = random.Fork("batches");
        using var optimizer = optim.Adam(network.parameters(), arm.Rate);
        List<double> gradients = [];
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = arm.Rate * (1 - step / (double)Steps);
            }

            optimizer.zero_grad();
            var batch = tensor(
                Enumerable.Range(0, Batch).Select(_ => (long)order.NextInt(set.Train.Count)).ToArray());
            var logits = network.call(pixels.index_select(0, batch).t());
            nn.functional.cross_entropy(logits.t(), labels.index_select(0, batch)).backward();
            gradients.Add(Math.Sqrt(network.parameters().Sum(each => each.grad!.pow(2).sum().item<float>())));
            optimizer.step();
        }

        var answers = Answers(network, set.Test, set.Test.Count);
        return new(
            Accuracy(answers, set.Test.Labels), Accuracy(answers, [.. set.Test.Labels[1..], set.Test.Labels[0]]),
            Accuracy(Answers(network, set.Train, Chunk * 4), set.Train.Labels), untrained, gradients.Max(),
            Features(network, set.Test), network.Omega, network.Count);
    }

    static Tensor Rows(ImageRows rows) => tensor(rows.Pixels, [rows.Count, ImageSet.Pixels]);

    static long[] Answers(MixerNetwork network, ImageRows rows, int count) =>
        [.. Chunks(rows, count, images => network.call(images).argmax(0).data<long>())];

    static float[] Features(MixerNetwork network, ImageRows rows) =>
        [.. Chunks(rows, MixerResult.Compared, images => network.Features(images).t().contiguous().data<float>())];

    static List<T> Chunks<T>(ImageRows rows, int count, Func<Tensor, IEnumerable<T>> of)
    {
        using var quiet = no_grad();
        List<T> all = [];
        for (var start = 0; start < Math.Min(count, rows.Count); start += Chunk)
        {
            using var scope = NewDisposeScope();
            var chunk = Math.Min(Chunk, rows.Count - start);
            all.AddRange(of(tensor(
                rows.Pixels[(start * ImageSet.Pixels)..((start + chunk) * ImageSet.Pixels)],
                [chunk, ImageSet.Pixels]).t()));
        }

        return all;
    }

    static double Accuracy(long[] answers, long[] labels) =>
        answers.Zip(labels, (answer, label) => answer == label ? 1.0 : 0).Average();
}

/// <summary>What became of a network.</summary>
/// <param name="Accuracy">Share of test images whose class is named right.</param>
/// <param name="Displaced">The same where each answer is given for the next image.</param>
/// <param name="Learned">The share of 1,000 images that it was trained with.</param>
/// <param name="Untrained">That before training.</param>
/// <param name="Gradient">The largest Euclidean norm of a step's gradient.</param>
/// <param name="Features">What classes are read from, of the first test images, [images, width].</param>
/// <param name="Omega">Mean connections of a mixing layer.</param>
/// <param name="Parameters">Trained numbers.</param>
sealed record MixerResult(
    double Accuracy, double Displaced, double Learned, double Untrained, double Gradient, float[] Features,
    double Omega, long Parameters)
{
    /// <summary>Images that features are kept of.</summary>
    public const int Compared = 500;
}
