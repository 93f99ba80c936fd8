using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L80: how much of earlier inputs the state of a random recurrent layer keeps.</summary>
static class RecurrentMemory
{
    const double Radius = 0.9;

    const string Place = "memory capacity of recurrent networks, abstract";

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L80",
            Quote = "The total memory capacity (MC) of linear recurrent neural networks (RNNs) has been proven to be "
                + "equal to the rank of the corresponding Kalman controllability matrix",
            Place = Place,
            Reading = "The explained shares of all earlier inputs sum to the rank of the controllability matrix.",
            Procedure = "8 units, a rotation times .9, inputs that reach 8 units and 5; the states' covariance solves "
                + "its equation, 500 inputs back.",
            Value = "largest distance from the rank",
            Rule = ClaimRule.AtMost(1e-6),
            Measure = random => Math.Max(Linear(random, 8, rank => rank), Linear(random, 5, rank => rank)),
            Control = "they sum to the number of units",
            MeasureControl = random => Math.Max(Linear(random, 8, _ => 8), Linear(random, 5, _ => 8)),
        },
        new()
        {
            Id = "L80n",
            Quote = "This note shows that the MC of random nonlinear RNNs yields arbitrary values within established "
                + "upper and lower bounds depending just on the input process scale.",
            Place = Place,
            Reading = "Inputs a thousand times larger take more than 5 of 20 from the memory of a tanh layer.",
            Procedure = "20 units, a rotation times .9, 4,000 normal inputs of scale .01 and 10; R² of each of the "
                + "last 100 inputs on the state.",
            Value = "memory at scale .01 less that at 10",
            Rule = ClaimRule.AtLeast(5),
            Measure = random => Lost(random, Math.Tanh),
            Control = "so they do of a linear layer",
            MeasureControl = random => Lost(random, state => state),
        },
    ];

    /// <summary>How far the memory of units, of which inputs reach some, is from a number by the rank.</summary>
    static double Linear(SeededRandom random, int reached, Func<int, int> asked)
    {
        const int units = 8;
        var basis = Draws.Orthonormal(random, units, units);
        var parts = block_diag(
            Draws.Orthonormal(random, reached, reached), Draws.Orthonormal(random, units - reached, units - reached));
        var input = cat([Draws.Normal(random, reached, 1), zeros(units - reached, 1, dtype: ScalarType.Float64)]);
        var recurrent = Radius * basis.mm(parts).mm(basis.t());
        var column = basis.mm(input);
        var all = eye(units * units, dtype: ScalarType.Float64);
        var covariance = linalg.solve(all - kron(recurrent, recurrent), column.mm(column.t()).view(-1, 1))
            .view(units, units);
        var inverse = linalg.pinv(covariance, rtol: 1e-10, hermitian: true);
        var (memory, columns) = (0.0, new List<Tensor>());
        for (var back = 0; back < 500; back++)
        {
            columns.Add(column);
            memory += column.t().mm(inverse).mm(column).item<double>();
            column = recurrent.mm(column);
        }

        return Math.Abs(memory - asked(Draws.Rank(cat([.. columns.Take(units)], 1), 1e-7)));
    }

    static double Lost(SeededRandom random, Func<double, double> activation)
    {
        const int units = 20;
        var recurrent = (Radius * Draws.Orthonormal(random, units, units)).contiguous().data<double>().ToArray();
        var input = Draws.Normal(random, units, 1).data<double>().ToArray();
        return Memory(random, recurrent, input, 0.01, activation) - Memory(random, recurrent, input, 10, activation);
    }

    /// <summary>Sum of R² of earlier inputs on the state.</summary>
    static double Memory(
        SeededRandom random, double[] recurrent, double[] input, double scale, Func<double, double> activation)
    {
        const int first = 200, steps = 4000, back = 100;
        var (units, inputs) = (input.Length, new double[first + steps]);
        var (states, state) = (new double[steps * units], new double[units]);
        for (var step = 0; step < inputs.Length; step++)
        {
            inputs[step] = random.NextNormal();
            var sums = new double[units];
            for (var unit = 0; unit < units; unit++)
            {
                var sum = scale * input[unit] * inputs[step];
                for (var other = 0; other < units; other++)
                {
                    sum += recurrent[unit * units + other] * state[other];
                }

                sums[unit] = activation(sum);
            }

            state = sums;
            if (step >= first)
            {
                state.CopyTo(states, (step - first) * units);
            }
        }

        var rows = tensor(states, [steps, units]);
        var (basis, _) = linalg.qr(rows - rows.mean([0], true));
        return Enumerable.Range(0, back).Sum(lag =>
        {
            var asked = tensor(inputs[(first - lag)..(first - lag + steps)], [steps, 1]);
            var centred = asked - asked.mean();
            return Draws.Energy(basis.t().mm(centred)) / Draws.Energy(centred);
        });
    }
}
