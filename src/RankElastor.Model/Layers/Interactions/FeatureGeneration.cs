using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Interactions;

// B batch, C maps, h rows, E width

/// <summary>Options of <see cref="FeatureGeneration"/>; the lists have one number for each convolution.</summary>
public sealed record FeatureGenerationOptions
{
    /// <summary>Maps.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [14, 16, 18, 20];

    /// <summary>Rows that a convolution sees at once.</summary>
    public IReadOnlyList<int> Heights { get; init; } = [7, 7, 7, 7];

    /// <summary>Rows of which the largest number is kept.</summary>
    public IReadOnlyList<int> Pools { get; init; } = [2, 2, 2, 2];

    /// <summary>New features for each row that is left.</summary>
    public IReadOnlyList<int> Recombined { get; init; } = [2, 2, 2, 2];

    /// <summary>Activation of convolutions and of new features.</summary>
    public Activation Activation { get; init; } = Activation.Of<TanhFunction>();

    /// <summary>Normalises the maps of a convolution over the batch.</summary>
    public bool BatchNorm { get; init; } = true;
}

/// <summary>
/// The feature generation of FGCNN (Liu et al., 2019): convolution along the rows, batch normalisation, activation and
/// maximum over neighbouring rows, layer on layer; of each layer's maps a Linear with the activation makes new vectors.
/// </summary>
sealed class FeatureGeneration
{
    readonly string _path;
    readonly List<Layer> _layers = [];
    readonly int _width;

    /// <exception cref="InputException">The sizes leave another number of rows than ⌈rows / pool⌉.</exception>
    public FeatureGeneration(Scope scope, int fields, int width, FeatureGenerationOptions options)
    {
        (_path, _width) = (scope.Path, width);
        var (rows, maps) = (fields, 1);
        for (var i = 0; i < options.Channels.Count; i++)
        {
            var layer = new Layer(scope, i, rows, maps, width, options);
            _layers.Add(layer);
            Features += layer.Rows * options.Recombined[i];
            (rows, maps) = (layer.Rows, options.Channels[i]);
        }
    }

    /// <summary>New vectors of all layers.</summary>
    public int Features { get; }

    /// <summary>Multiply-adds of a row beyond one for each parameter.</summary>
    public long RepeatedProducts => _layers.Sum(layer => layer.KernelProducts);

    /// <summary>Of each layer the maps one below the other, [B, C h, E], and the new vectors.</summary>
    public IEnumerable<Site> Sites => _layers.SelectMany((layer, i) => (Site[])
        [new($"convolution{i + 1}", layer.Maps), new($"generated{i + 1}", layer.Vectors)]);

    /// <summary>[B, F, E] → [B, Features, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var maps = x.unsqueeze(1); // [B, 1, F, E], then [B, C, h, E]
        var made = new List<Tensor>();
        foreach (var layer in _layers)
        {
            maps = layer.Convolve(maps, pass);
            made.Add(layer.Recombine(maps, pass).view(x.shape[0], -1, _width));
            pass.Observe(layer.Vectors, made[^1]);
        }

        return pass.Observe(_path, cat(made, 1));
    }

    sealed class Layer
    {
        readonly Scope _scope;
        readonly FieldConvolution _convolution;
        readonly BatchNorm? _norm;
        readonly Linear _recombine;
        readonly Scope _recombined;
        readonly Activation _activation;
        readonly int _pool, _padding;

        public Layer(Scope scope, int index, int rows, int maps, int width, FeatureGenerationOptions options)
        {
            var (height, channels) = (options.Heights[index], options.Channels[index]);
            _scope = scope.Sub("conv_layers").Sub(index);
            _recombined = scope.Sub("recombine_layers").Sub(index);
            _activation = options.Activation;
            _convolution = new FieldConvolution(_scope.Sub(0), maps, channels, height, (height - 1) / 2);
            _norm = options.BatchNorm ? new BatchNorm(_scope.Sub(1), channels) : null;
            (_pool, _padding) = (options.Pools[index], rows % options.Pools[index]);
            Rows = (rows + _pool - 1) / _pool;
            var convolved = _convolution.Rows(rows);
            if (convolved < 1 || _padding > _pool / 2
                || (convolved + 2 * _padding - _pool) / _pool + 1 != Rows)
            {
                throw InputException.At(
                    $"kernel_heights and pooling_sizes, layer {index + 1}",
                    $"{height} and {_pool} for {rows} rows, which leave no {Rows}",
                    "an odd height, and a size of 1 or 2 or one that divides the rows");
            }

            KernelProducts = _convolution.Products(rows, width);
            _recombine = new Linear(
                _recombined.Sub(0), Rows * width * channels, Rows * width * options.Recombined[index]);
        }

        public int Rows { get; }

        public long KernelProducts { get; }

        public string Maps => $"{_scope.Path}.maps";

        public string Vectors => $"{_recombined.Path}.vectors";

        public Tensor Convolve(Tensor x, ForwardPass pass)
        {
            var y = _norm is null ? _convolution.Apply(x, pass)
                : _norm.Apply(_convolution.ApplyBeforeBatchNorm(x, pass), pass);
            var next = _norm is null ? 1 : 2;
            y = pass.Observe(_scope.Sub(next).Path, _activation.Apply(y));
            y = functional.max_pool2d(y, [_pool, 1], padding: [_padding, 0]);
            pass.Observe(_scope.Path, pass.Observe(_scope.Sub(next + 1).Path, y));
            pass.Observe(Maps, y.flatten(1, 2));
            return y;
        }

        public Tensor Recombine(Tensor maps, ForwardPass pass)
        {
            var y = _activation.Apply(_recombine.Apply(maps.flatten(1), pass));
            return pass.Observe(_recombined.Path, pass.Observe(_recombined.Sub(1).Path, y));
        }
    }
}
