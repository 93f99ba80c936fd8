using System.Numerics;
using System.Numerics.Tensors;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Spectra;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// E width

/// <summary>
/// Spectra of embedding tables by field, and of the three parts of a field's rows: the head is the fewest rows that
/// make up half of the look-ups of the validation split, the torso those up to nine tenths, the tail all others, rows
/// that are never looked up included. The padding row is left out, and so is the out-of-vocabulary row (the last)
/// unless it is looked up. At most <see cref="MostRows"/> evenly spaced rows of a table, and of a part, are read; which
/// ones stays the same all run long.
/// </summary>
sealed class TableHealth
{
    /// <summary>The most rows of a table or part that are read.</summary>
    public const int MostRows = 4096;

    const double HeadShare = 0.5, TorsoShare = 0.9;
    readonly List<(string Subject, EmbeddingTable Table, int[] All, int[][] Parts, int Trained)> _tables = [];
    readonly MeasureCatalogue _catalogue;
    readonly Workers _workers;

    /// <summary>Chooses the rows of every table of sets wider than one number.</summary>
    public TableHealth(
        IEnumerable<EmbeddingTables> sets, ValidationSample sample, Workers workers, MeasureCatalogue? catalogue = null)
    {
        (_workers, _catalogue) = (workers, catalogue ?? MeasureCatalogue.Default);
        foreach (var (subject, table) in Subjects(sets))
        {
            var order = Order(sample.LookUps(table.Field), out var parts);
            _tables.Add((subject, table, Spaced([.. order.Order()]), parts, order.Length));
        }
    }

    /// <summary>Tables wider than one number by subject: the field, after the first set <c>path/field</c>.</summary>
    public static IEnumerable<(string Subject, EmbeddingTable Table)> Subjects(IEnumerable<EmbeddingTables> sets) =>
        sets.Where(set => set.Width > 1).SelectMany((set, index) => set.Tables.Select(table =>
            (index == 0 ? table.Field : $"{set.Path}/{table.Field}", table)));

    /// <summary>Measures the tables as they are now.</summary>
    public IEnumerable<HealthRecord> Measure(ProbeMoment moment)
    {
        var jobs = _tables.SelectMany(
            (table, i) => table.Parts.Prepend(table.All).Select((rows, part) => (Table: i, Part: part, Rows: rows)))
            .Where(job => job.Rows.Length > 0).ToList();
        var spectra = new double[_tables.Count, HealthMeasures.Parts.Count + 1][];
        var rows = new RowSums[_tables.Count];
        foreach (var group in jobs.GroupBy(job => _tables[job.Table].Table.Width))
        {
            Fill(spectra, rows, [.. group], group.Key);
        }

        return Enumerable.Range(0, _tables.Count).Where(i => spectra[i, 0] is not null)
            .Select(i => Record(moment, i, spectra, rows[i]));
    }

    HealthRecord Record(ProbeMoment moment, int index, double[,][] spectra, RowSums rows)
    {
        var (subject, table, all, parts, trained) = _tables[index];
        var measures = MatrixHealth.Measures(SubjectKind.Table, spectra[index, 0], all.Length, table.Width, _catalogue);
        AddAttainable(measures, Math.Min(trained, table.Width), table.Width);
        measures[HealthMeasures.Rms] = Math.Sqrt(rows.Energy / all.Length / table.Width);
        measures[HealthMeasures.ZeroShare] = rows.Zeros / (double)all.Length + (rows.Energy - rows.Energy);
        measures[HealthMeasures.MeanCosine] = rows.Cosine;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 1)
            {
                measures[HealthMeasures.Parts[i].Rank] = SpectralMeasures.EntropyRankEv(spectra[index, i + 1]);
                measures[HealthMeasures.Parts[i].Rows] = parts[i].Length;
            }
        }

        return moment.Record(SubjectKind.Table, subject, [all.Length, table.Width], trained, measures);
    }

    /// <summary>What the shape of a table allows.</summary>
    internal static void AddAttainable(Dictionary<string, double> measures, int rank, int width)
    {
        measures[HealthMeasures.AttainableRank] = rank;
        measures[HealthMeasures.AttainableShare] = rank / (double)width;
    }

    void Fill(double[,][] spectra, RowSums[] sums, IReadOnlyList<(int Table, int Part, int[] Rows)> jobs, int width)
    {
        using var scope = NewDisposeScope();
        var grams = zeros([jobs.Count, width, width], ScalarType.Float64);
        var address = TensorSpans.Address(grams);
        var found = new RowSums[jobs.Count];
        _workers.ForEach(
            jobs.Count, job => found[job] = Gram(_tables[jobs[job].Table].Table, jobs[job].Rows, address, job));
        var largest = jobs.Max(job => job.Rows.Length);
        var singular = GramSpectrum.FromGram(grams, Math.Max(largest, width), width);
        for (var job = 0; job < jobs.Count; job++)
        {
            var (table, part, rows) = jobs[job];
            spectra[table, part] = singular[job][Math.Max(0, width - rows.Length)..];
            sums[table] = part == 0 ? found[job] : sums[table];
        }
    }

    /// <summary>The lower triangle of Σ x xᵀ over the rows, in float64.</summary>
    static unsafe RowSums Gram(EmbeddingTable table, int[] rows, nint grams, int job)
    {
        var width = table.Width;
        var gram = new Span<double>((double*)grams + (long)job * width * width, width * width);
        var row = new float[width];
        double[] wide = new double[width], directions = new double[width];
        var (energy, zeros) = (0.0, 0);
        var memory = table.Memory;
        foreach (var id in rows)
        {
            memory.Read(id, row);
            for (var i = 0; i < width; i++)
            {
                wide[i] = row[i];
                AddScaled(wide.AsSpan(0, i + 1), wide[i], gram.Slice(i * width, i + 1));
            }

            var square = TensorPrimitives.SumOfSquares<double>(wide);
            energy += square;
            if (square == 0)
            {
                zeros++;
                continue;
            }

            AddScaled(wide, 1 / Math.Sqrt(square), directions);
        }

        var m = (double)(rows.Length - zeros);
        var cosines = TensorPrimitives.SumOfSquares<double>(directions) - m;
        return new RowSums(energy, zeros, m < 2 ? double.NaN : cosines / (m * (m - 1)));
    }

    static void AddScaled(ReadOnlySpan<double> x, double factor, Span<double> sum)
    {
        var done = 0;
        for (; done + Vector<double>.Count <= x.Length; done += Vector<double>.Count)
        {
            (new Vector<double>(x[done..]) * factor + new Vector<double>(sum[done..])).CopyTo(sum[done..]);
        }

        for (; done < x.Length; done++)
        {
            sum[done] += x[done] * factor;
        }
    }

    /// <summary>The trained rows, most looked up first (ties: by number), and the chosen ones of each part.</summary>
    static int[] Order(IReadOnlyList<int> lookUps, out int[][] parts)
    {
        var last = lookUps.Count - 1;
        var count = Math.Max(0, last - (last > 0 && lookUps[last] > 0 ? 0 : 1));
        var rows = Enumerable.Range(1, count).OrderByDescending(row => lookUps[row]).ToArray();
        var (total, sum, torso, tail) = (rows.Sum(row => (double)lookUps[row]), 0.0, 0, 0);
        for (var place = 0; place < rows.Length && total > 0; place++)
        {
            torso = sum < HeadShare * total ? place + 1 : torso;
            tail = sum < TorsoShare * total ? place + 1 : tail;
            sum += lookUps[rows[place]];
        }

        parts = [Spaced(rows[..torso]), Spaced(rows[torso..tail]), Spaced(rows[tail..])];
        return rows;
    }

    static int[] Spaced(int[] rows) =>
        rows.Length <= MostRows
            ? rows
            : [.. Enumerable.Range(0, MostRows).Select(i => rows[(int)((long)i * rows.Length / MostRows)])];

    /// <summary>Of a table's rows: sum of squares, how many are zero, mean cosine of two others.</summary>
    readonly record struct RowSums(double Energy, int Zeros, double Cosine);
}
