using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted.Zipf;

/// <summary>Walker's alias method (Vose, 1991): n equal bins of at most two values, one look-up per draw.</summary>
sealed class AliasZipf : ZipfDistribution
{
    readonly double[] _own;
    readonly int[] _alias;

    internal AliasZipf(double[] probabilities)
    {
        var count = probabilities.Length;
        _own = new double[count];
        _alias = new int[count];
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < count; i++)
        {
            _own[i] = probabilities[i] * count;
            _alias[i] = i;
            (_own[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (low, high) = (small.Pop(), large.Pop());
            _alias[low] = high;
            _own[high] -= 1 - _own[low];
            (_own[high] < 1 ? small : large).Push(high);
        }

        foreach (var left in small.Concat(large))
        {
            _own[left] = 1; // exactly 1 but for rounding
        }
    }

    public override int Count => _own.Length;

    public override int Draw(SeededRandom random)
    {
        var place = random.NextDouble() * _own.Length;
        var bin = (int)place;
        return place - bin < _own[bin] ? bin : _alias[bin];
    }
}
