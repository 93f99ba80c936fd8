namespace RankElastor.Kernels.Histories;

/// <summary>
/// <see cref="Recurrence"/> in float64, number by number, on one thread: its definition, and what models in float64
/// run. All addresses are of float64 numbers.
/// </summary>
public static unsafe class RecurrenceDefinition
{
    /// <summary>Writes h′ of all items, [N, m].</summary>
    public static void Forward(RecurrenceShape shape, RecurrenceOperands at, nint states)
    {
        for (var step = 0; step < shape.Steps.Length; step++)
        {
            for (var row = 0; row < shape.Steps[step]; row++)
            {
                var before = Before(shape, states, step, row);
                for (var j = 0; j < shape.Width; j++)
                {
                    var unit = new Unit(shape, at, before, (Item: shape.Offsets[step] + row, j));
                    Of(states, shape.Offsets[step] + row, shape.Width)[j] =
                        before[j] + unit.Share * (unit.Made - before[j]);
                }
            }
        }
    }

    /// <summary>From h′ of all items and its gradient, [N, m], writes those of all operands.</summary>
    public static void Backward(
        RecurrenceShape shape, RecurrenceOperands at, nint states, nint stateGradients, RecurrenceOperands gradients)
    {
        var width = shape.Width;
        new Span<double>((void*)gradients.Weights, 3 * width * width).Clear();
        new Span<double>((void*)gradients.Bias, 3 * width).Clear();
        var behind = new double[shape.Rows * width]; // dh of the steps behind
        for (var step = shape.Steps.Length - 1; step >= 0; step--)
        {
            for (var row = 0; row < shape.Steps[step]; row++)
            {
                var own = behind.AsSpan(row * width, width);
                var above = Of(stateGradients, shape.Offsets[step] + row, width);
                for (var j = 0; j < width; j++)
                {
                    own[j] += above[j];
                }

                Retreat(
                    shape, at, Before(shape, states, step, row), shape.Offsets[step] + row, own, gradients);
            }
        }
    }

    /// <summary>One item: dh of its state becomes that of the state before.</summary>
    static void Retreat(
        RecurrenceShape shape, RecurrenceOperands at, ReadOnlySpan<double> before, int item, Span<double> own,
        RecurrenceOperands gradients)
    {
        var (width, order) = (shape.Width, shape.Order);
        double[] above = [.. own];
        var dx = Of(gradients.Inputs, item, 3 * width);
        var score = 0.0;
        for (var j = 0; j < width; j++)
        {
            var unit = new Unit(shape, at, before, (item, j));
            var share = above[j] * (unit.Made - before[j]);
            own[j] = above[j] * (1 - unit.Share);
            score += share * unit.Gate;
            var made = above[j] * unit.Share * (1 - unit.Made * unit.Made);
            var reset = made * unit.FromState * unit.Reset * (1 - unit.Reset);
            var gate = unit.Gate * (1 - unit.Gate) * shape.Kind switch
            {
                RecurrenceKind.Gru => -share,
                RecurrenceKind.Augru => share * unit.Score,
                _ => 0,
            };
            (dx[order.Reset * width + j], dx[order.Gate * width + j], dx[2 * width + j]) = (reset, gate, made);
        }

        for (var j = 0; j < width; j++)
        {
            var reset = new Unit(shape, at, before, (item, j)).Reset;
            for (var gate = 0; gate < 3; gate++)
            {
                var (line, product) = (gate * width + j, dx[gate * width + j] * (gate == 2 ? reset : 1));
                ((double*)gradients.Bias)[line] += product;
                for (var k = 0; k < width; k++)
                {
                    Of(gradients.Weights, line, width)[k] += product * before[k];
                    own[k] += product * Of(at.Weights, line, width)[k];
                }
            }
        }

        if (gradients.Scores != 0)
        {
            ((double*)gradients.Scores)[item] = score;
        }
    }

    static ReadOnlySpan<double> Before(RecurrenceShape shape, nint states, int step, int row) =>
        step == 0 ? new double[shape.Width] : Of(states, shape.Offsets[step - 1] + row, shape.Width);

    static Span<double> Of(nint matrix, int line, int width) => new((double*)matrix + (long)line * width, width);

    /// <summary>The unit at one number of an item.</summary>
    readonly struct Unit
    {
        public Unit(RecurrenceShape shape, RecurrenceOperands at, ReadOnlySpan<double> before, (int Item, int J) place)
        {
            var (item, j) = place;
            var (width, order) = (shape.Width, shape.Order);
            var x = Of(at.Inputs, item, 3 * width);
            Score = at.Scores == 0 ? 1 : ((double*)at.Scores)[item];
            FromState = FromStates(2, before);
            Reset = Sigmoid(x[order.Reset * width + j] + FromStates(order.Reset, before));
            Gate = shape.Kind == RecurrenceKind.Agru ? 1
                : Sigmoid(x[order.Gate * width + j] + FromStates(order.Gate, before));
            Made = Math.Tanh(x[2 * width + j] + Reset * FromState);
            Share = shape.Kind == RecurrenceKind.Gru ? 1 - Gate : Score * Gate;

            double FromStates(int gate, ReadOnlySpan<double> state)
            {
                var sum = ((double*)at.Bias)[gate * width + j];
                for (var k = 0; k < width; k++)
                {
                    sum += Of(at.Weights, gate * width + j, width)[k] * state[k];
                }

                return sum;
            }
        }

        public double Score { get; }
        public double FromState { get; }
        public double Reset { get; }
        public double Gate { get; }
        public double Made { get; }
        public double Share { get; }

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
