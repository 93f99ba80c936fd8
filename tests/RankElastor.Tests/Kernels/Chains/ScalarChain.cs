using RankElastor.Kernels.Chains;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Chains;

/// <summary>
/// Drawn rows and parameters, and what a chain makes of them: by the equations in float64, and by <see
/// cref="RowChain"/>.
/// </summary>
sealed unsafe class ScalarChain
{
    public const ulong Seed = 5;
    public const long Step = 3;
    readonly IReadOnlyList<ScalarStage> _stages;
    readonly int _rows, _groups;
    readonly bool _residual;
    readonly double[] _x, _dy;
    readonly double[][][] _parameters; // by group, parameter

    /// <summary>
    /// Every number is a multiple of 1/32, so that float32 and float64 agree exactly where an activation bends after
    /// one product.
    /// </summary>
    public ScalarChain(IReadOnlyList<ScalarStage> stages, int rows, int groups, bool residual, ulong seed)
    {
        (_stages, _rows, _groups, _residual) = (stages, rows, groups, residual);
        var random = new SeededRandom(seed);
        double[] Draw(int count, double unit) =>
            [.. Enumerable.Range(0, count).Select(_ => (random.NextInt(33) - 16) * unit)];
        _x = Draw(rows * groups * stages[0].Inputs, 1.0 / 8);
        _dy = Draw(rows * groups * stages[^1].Outputs, 1.0 / 8);
        _parameters = [
            .. Enumerable.Range(0, groups)
                .Select(_ => stages.SelectMany(stage => stage.Sizes).Select(size => Draw(size, 1.0 / 32)).ToArray())];
    }

    /// <summary>y, dx and the parameters' gradients [groups, …], by the equations.</summary>
    public List<double[]> Expected()
    {
        var (inputs, outputs) = (_stages[0].Inputs, _stages[^1].Outputs);
        var (y, dx) = (new double[_rows * _groups * outputs], new double[_x.Length]);
        var gradients = Array.ConvertAll(
            _parameters, group => Array.ConvertAll(group, parameter => new double[parameter.Length]));
        for (var row = 0; row < _rows * _groups; row++)
        {
            var group = row % _groups;
            var above = _dy.AsSpan(row * outputs, outputs).ToArray();
            var values = Values(row, group);
            Sum(values[^1], _residual ? values[0] : null).CopyTo(y, row * outputs);
            Sum(Back(values, above, row, group, gradients[group]), _residual ? above : null).CopyTo(dx, row * inputs);
        }

        return [y, dx, .. Stacked(gradients)];
    }

    /// <summary>The same by finite differences of Σ y dy, without any equation of a backward pass.</summary>
    public List<double[]> Differences()
    {
        var changes = new List<double[]> { Differences(_x) };
        changes.AddRange(Stacked(Array.ConvertAll(_parameters, group => Array.ConvertAll(group, Differences))));
        return changes;
    }

    /// <summary>The same by the kernel.</summary>
    public List<double[]> Actual(int threads)
    {
        var (inputs, outputs) = (_stages[0].Inputs, _stages[^1].Outputs);
        using var chain = new RowChain([.. _stages.Select(stage => stage.Fused)], _groups, _residual);
        var pass = new ChainPass(_rows, Training: true, Seed, Step, new Workers(threads));
        var (x, dy, y, dx) = (Pinned(_x), Pinned(_dy), Pinned(new double[_dy.Length]), Pinned(new double[_x.Length]));
        var parameters = Stacked(_parameters).Select(Pinned).ToList();
        var gradients = parameters.Select(
            parameter => Pinned([.. Enumerable.Repeat(double.NaN, parameter.Length)])).ToList();
        var stored = Pinned(new double[_rows * _groups * chain.StoredWidth + 1]);
        nint[] addresses = [.. parameters.Select(Address)];
        chain.Forward(pass, addresses, Rows(x, inputs), Rows(y, outputs), Address(stored));
        var places = new ChainGradients
        {
            Output = Rows(dy, outputs),
            Input = Rows(dx, inputs),
            Parameters = [.. gradients.Select(Address)],
        };
        chain.Backward(pass, addresses, Rows(x, inputs), Address(stored), places);
        GC.KeepAlive((x, dy, parameters, stored)); // only their addresses were in use
        return [.. gradients.Prepend(dx).Prepend(y).Select(values => Array.ConvertAll(values, value => (double)value))];
    }

    double[][] Values(int row, int group)
    {
        var inputs = _stages[0].Inputs;
        var values = new List<double[]> { _x.AsSpan(row * inputs, inputs).ToArray() };
        for (var i = 0; i < _stages.Count; i++)
        {
            values.Add(_stages[i].Forward(values[^1], Own(_parameters[group], i), Element(i, row, group)));
        }

        return [.. values];
    }

    double[] Back(double[][] values, double[] above, int row, int group, double[][] gradients)
    {
        for (var i = _stages.Count - 1; i >= 0; i--)
        {
            above = _stages[i].Backward(
                values[i], above, Own(_parameters[group], i), Own(gradients, i), Element(i, row, group));
        }

        return above;
    }

    /// <summary>Dropout numbers the rows of one group after another.</summary>
    uint Element(int stage, int row, int group) => (uint)((group * _rows + row / _groups) * _stages[stage].Inputs);

    double[][] Own(double[][] parameters, int stage)
    {
        var first = _stages.Take(stage).Sum(before => before.Sizes.Length);
        return parameters[first..(first + _stages[stage].Sizes.Length)];
    }

    double[] Differences(double[] numbers)
    {
        const double step = 1e-5;
        return Array.ConvertAll(Enumerable.Range(0, numbers.Length).ToArray(), i =>
        {
            var kept = numbers[i];
            double At(double value)
            {
                numbers[i] = value;
                return Expected()[0].Zip(_dy, (y, g) => y * g).Sum();
            }

            var slope = (At(kept + step) - At(kept - step)) / (2 * step);
            numbers[i] = kept;
            return slope;
        });
    }

    ChainRows Rows(float[] values, int width) => new(Address(values), _groups * width, width);

    static IEnumerable<double[]> Stacked(double[][][] parameters) =>
        Enumerable.Range(0, parameters[0].Length).Select(i => parameters.SelectMany(group => group[i]).ToArray());

    static double[] Sum(double[] x, double[]? y) => y is null ? x : [.. x.Zip(y, (a, b) => a + b)];

    static float[] Pinned(double[] values)
    {
        var pinned = GC.AllocateUninitializedArray<float>(values.Length, pinned: true);
        Array.ConvertAll(values, value => (float)value).CopyTo(pinned, 0);
        return pinned;
    }

    static nint Address(float[] pinned) => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(
        ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pinned));
}
