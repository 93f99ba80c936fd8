using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// What rules compare of the numbers that the probes have read in a run: the first value of each and the last few, so
/// that a long run takes no more memory than a short one; and the validation losses beside them.
/// </summary>
/// <param name="window">The most readings that a rule looks back.</param>
sealed class AlarmHistory(int window)
{
    readonly Dictionary<Address, Series> _series = [];
    readonly Dictionary<Address, double> _baselines = [];
    double _best = double.PositiveInfinity;

    public int Count { get; private set; }
    public double ValidLoss { get; private set; } = double.NaN;

    /// <summary>Addresses of the latest reading, in the order in which a row passes their sites.</summary>
    public IReadOnlyList<Address> Present { get; private set; } = [];

    /// <summary>Readings in a row whose validation loss was no better than the best before them.</summary>
    public int Stalled { get; private set; }
    public IReadOnlyList<string> Sites { get; private set; } = [];

    public void Add(ProbeReading reading)
    {
        Count++;
        ValidLoss = reading.ValidLoss;
        Stalled = ValidLoss < _best ? 0 : Stalled + 1;
        _best = Math.Min(_best, ValidLoss);
        var numbers = reading.Numbers;
        Present = [.. numbers.Keys];
        Sites = [.. reading.Sites.Select(site => site.Site)];
        foreach (var (address, value) in numbers)
        {
            if (!_series.TryGetValue(address, out var series))
            {
                _series[address] = series = new Series(value);
            }

            series.Add(value, window);
        }

        foreach (var (address, baseline) in reading.Baselines)
        {
            _baselines[address] = baseline;
        }
    }

    /// <summary>The latest value, or NaN.</summary>
    public double Now(Address address) => _series.TryGetValue(address, out var series) ? series.Now : double.NaN;

    /// <summary>The first value, or NaN.</summary>
    public double Start(Address address) => _series.TryGetValue(address, out var series) ? series.First : double.NaN;

    /// <summary>What a rule compares; NaN where it cannot be had yet.</summary>
    public double Of(Address address, AlarmRule rule) =>
        !_series.TryGetValue(address, out var series) ? double.NaN : rule.Quantity switch
        {
            AlarmQuantity.Level => series.Now,
            AlarmQuantity.OfStart => series.Count < 2 || series.First == 0 ? double.NaN : series.Now / series.First,
            AlarmQuantity.OfBaseline =>
                _baselines.TryGetValue(address, out var baseline) ? series.Now / baseline : double.NaN,
            // the start is not part of any window
            _ => series.Count <= rule.Window ? double.NaN : CautiousSlope(series.Latest[^rule.Window..]),
        };

    /// <summary>
    /// Relative change per reading by least squares on the logarithm, two standard errors nearer to 0; NaN unless all
    /// values are positive.
    /// </summary>
    static double CautiousSlope(List<double> values)
    {
        if (values.Any(value => !(value > 0)))
        {
            return double.NaN;
        }

        var logs = values.ConvertAll(Math.Log);
        var (middle, mean) = ((logs.Count - 1) / 2.0, logs.Average());
        var spread = Enumerable.Range(0, logs.Count).Sum(i => (i - middle) * (i - middle));
        var slope = Enumerable.Range(0, logs.Count).Sum(i => (i - middle) * logs[i]) / spread;
        var residual = Enumerable.Range(0, logs.Count).Sum(i => Math.Pow(logs[i] - mean - slope * (i - middle), 2));
        var error = Math.Sqrt(residual / (logs.Count - 2) / spread);
        return Math.Sign(slope) * Math.Max(0, Math.Abs(slope) - 2 * error);
    }

    sealed class Series(double first)
    {
        public double First => first;
        public double Now => Latest[^1];
        public int Count { get; private set; }

        /// <summary>The last values, oldest first.</summary>
        public List<double> Latest { get; } = [];

        public void Add(double value, int most)
        {
            Count++;
            Latest.Add(value);
            if (Latest.Count > most)
            {
                Latest.RemoveAt(0);
            }
        }
    }
}
