using RankElastor.Training.Probes;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>Every number that the probes have read in a run, in order, and the validation losses beside them.</summary>
sealed class AlarmHistory
{
    readonly Dictionary<Address, List<double>> _series = [];
    readonly Dictionary<Address, double> _baselines = [];
    readonly List<double> _losses = [];

    public int Count => _losses.Count;
    public double ValidLoss => _losses[^1];

    /// <summary>Addresses of the latest reading, in the order in which a row passes their sites.</summary>
    public IReadOnlyList<Address> Present { get; private set; } = [];

    public int Stalled { get; private set; }
    public IReadOnlyList<string> Sites { get; private set; } = [];

    public void Add(ProbeReading reading)
    {
        var best = _losses.Count == 0 ? double.PositiveInfinity : _losses.Min();
        _losses.Add(reading.ValidLoss);
        Stalled = reading.ValidLoss < best ? 0 : Stalled + 1;
        var numbers = reading.Numbers;
        Present = [.. numbers.Keys];
        Sites = [.. reading.Sites.Select(site => site.Site)];
        foreach (var (address, value) in numbers)
        {
            if (!_series.TryGetValue(address, out var series))
            {
                _series[address] = series = [];
            }

            series.Add(value);
        }

        foreach (var (address, baseline) in reading.Baselines)
        {
            _baselines[address] = baseline;
        }
    }

    /// <summary>The latest value, or NaN.</summary>
    public double Now(Address address) => _series.TryGetValue(address, out var series) ? series[^1] : double.NaN;

    /// <summary>The value some readings ago (0 is now), the first where there are fewer, or NaN.</summary>
    public double Ago(Address address, int readings) =>
        _series.TryGetValue(address, out var series) ? series[Math.Max(0, series.Count - 1 - readings)] : double.NaN;

    /// <summary>What a rule compares; NaN where it cannot be had yet.</summary>
    public double Of(Address address, AlarmRule rule) =>
        !_series.TryGetValue(address, out var series) ? double.NaN : rule.Quantity switch
        {
            AlarmQuantity.Level => series[^1],
            AlarmQuantity.OfStart => series.Count < 2 || series[0] == 0 ? double.NaN : series[^1] / series[0],
            AlarmQuantity.OfBaseline =>
                _baselines.TryGetValue(address, out var baseline) ? series[^1] / baseline : double.NaN,
            // the start is not part of any window
            _ => series.Count <= rule.Window ? double.NaN : CautiousSlope(series[^rule.Window..]),
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
}
