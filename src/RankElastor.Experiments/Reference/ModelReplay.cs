using System.Globalization;
using System.Text.RegularExpressions;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Reference;

/// <summary>Three acts, each from the initial weights: forward and backward, evaluation, training steps.</summary>
sealed partial class ModelReplay
{
    static readonly Tolerance _coarse = new(2e-2, 2e-2);
    readonly ModelCase _case;
    readonly RankingModel _model;
    readonly ModelTensors _tensors;
    readonly TensorComparison _comparison = new();
    readonly TrainingLoss _loss; // the reference's: on the probability, its logarithms clamped at -100
    readonly OptimiserOptions _optimiser;
    readonly int _steps;
    IReadOnlyList<double[]> _sides = [];

    ModelReplay(ModelCase modelCase, RankingModel model)
    {
        _case = modelCase;
        _model = model;
        _tensors = new ModelTensors(model);
        (_optimiser, _steps) = modelCase.Optimiser;
        _loss = new TrainingLoss(model, LossForm.Probability);
        foreach (var name in modelCase.Tensors.Keys.Where(name => !name.StartsWith("in.", StringComparison.Ordinal)))
        {
            _comparison.Expect(name);
        }
    }

    /// <summary>Replays a case; its model must be in the registry.</summary>
    public static ReferenceResult Run(ModelCase modelCase)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(modelCase.Config, modelCase.Schema, seed: 0);
        return new ModelReplay(modelCase, model).Run();
    }

    ReferenceResult Run()
    {
        _tensors.Load(_case, _comparison);
        LeaveOutConstants();
        foreach (var name in _case.Skipped)
        {
            _comparison.LeaveOut(name);
        }

        ForwardAndBackward();
        _tensors.Load(_case, _comparison);
        Evaluate("out.prob_eval", _case.ToleranceOf("out"));
        _tensors.Load(_case, _comparison);
        Train();
        Evaluate("out.prob_eval_after3", _case.UnreliableAfterTraining ? _coarse : _case.ToleranceOf("out"));
        return _comparison.Result(_case.Name);
    }

    void LeaveOutConstants() // index tensors that torch keeps as parameters without a gradient
    {
        bool IsIndex(string name) => _case.Tensors[name].Type is SafetensorsType.I64 or SafetensorsType.BOOL;
        foreach (var name in _comparison.Open("p.").Where(IsIndex))
        {
            _comparison.LeaveOut(name);
        }
    }

    void ForwardAndBackward()
    {
        var stages = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        CheckPass((name, value) => stages[name] = value.detach().clone());
        foreach (var name in _comparison.Open("act."))
        {
            CheckStage(name, stages);
        }

        if (_model.Parameters.Buffers.All(buffer => buffer.IsConstant)) // a second pass would move running statistics
        {
            foreach (var parameter in _model.Parameters.Trainable)
            {
                parameter.Value.grad = null;
            }

            CheckPass(observer: null); // the fused kernels
        }
    }

    void CheckPass(Action<string, Tensor>? observer)
    {
        var pass = Pass(observer);
        var (logits, loss) = Loss(pass);
        loss.backward();
        _sides = [.. pass.SideLogits.Select(side => ModelTensors.Doubles(side.Logits))];
        CheckTasks("out.logit", logits);
        CheckTasks("out.prob", logits.sigmoid());
        Check("out.loss", loss);
        CheckGradients(loss.ToDouble());
    }

    void CheckStage(string name, Dictionary<string, Tensor> stages)
    {
        var stage = name["act.".Length..];
        if (stages.TryGetValue(stage, out var value))
        {
            Check(name, IsProbability(name, value) ? value.sigmoid() : value);
        }
        else if (PerToken().Match(stage) is { Success: true } token
            && stages.TryGetValue(PerToken().Replace(stage, "$1*$3"), out var stacked))
        {
            Check(name, stacked.select(0, int.Parse(token.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>
    /// Where the reference's last network, or that of an auxiliary head, applies the output activation, its stage is
    /// the probability.
    /// </summary>
    bool IsProbability(string name, Tensor value)
    {
        var expected = _case.Tensors[name].Values;
        return _model.Tasks == 1 && (expected.SequenceEqual(_case.Tensors["out.prob"].Values)
            || (_sides.Any(side => side.SequenceEqual(ModelTensors.Doubles(value))) && IsSigmoidOfPart()));

        bool IsSigmoidOfPart() => _case.Tensors.Any(part =>
            part.Key.StartsWith($"{name}.", StringComparison.Ordinal) && part.Value.Values.Length == expected.Length
            && part.Value.Values.Zip(expected)
                .All(pair => Math.Abs(1 / (1 + Math.Exp(-pair.First)) - pair.Second) < 1e-6));
    }

    void CheckGradients(double loss)
    {
        double squares = 0, penalty = 0;
        foreach (var name in _tensors.Trainable)
        {
            var gradient = _tensors.Gradient(name, _case.Batch)!;
            CheckIfThere($"g.{name}", gradient, _case.ToleranceOf("g"));
            var (l1, l2) = _tensors.Owner(name) is { } owner ? _optimiser.Of(owner) : _optimiser.EmbeddingRegulariser;
            var weights = _tensors.Values(name)!;
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] += l1 * Math.Sign(weights[i]) + l2 * weights[i];
                squares += gradient[i] * gradient[i];
                penalty += l1 * Math.Abs(weights[i]) + l2 / 2 * weights[i] * weights[i];
            }

            CheckIfThere($"gr.{name}", gradient, _case.ToleranceOf("gr"));
        }

        CheckIfThere("out.grad_norm_reg", [Math.Sqrt(squares)], _case.ToleranceOf("out"));
        CheckIfThere("out.loss_reg", [loss + penalty], _case.ToleranceOf("out"));
    }

    void Train()
    {
        var optimiser = new ModelOptimiser(_model, _optimiser, Workers.Sequential);
        var losses = new double[_steps];
        for (var step = 0; step < losses.Length; step++)
        {
            optimiser.ZeroGrad();
            var (_, loss) = Loss(Pass(null));
            loss.backward();
            losses[step] = loss.ToDouble() + optimiser.Step(_case.Batch).Regularisation;
        }

        CheckTrained(losses);
    }

    void CheckTrained(double[] losses)
    {
        var expected = _case.Tensors["out.step_losses"].Values;
        for (var step = 0; step < losses.Length; step++)
        {
            var tolerance = _case.UnreliableAfterTraining && step > 1 ? _coarse : _case.ToleranceOf("out");
            _comparison.Check($"out.step_losses[{step}]", expected[step], losses[step], tolerance);
        }

        _comparison.Use("out.step_losses");
        CheckWeights("a3.", _case.ToleranceOf("a3"));
        CheckWeights("ab3.", _case.UnreliableAfterTraining ? _coarse : _case.ToleranceOf("a3"));
    }

    void CheckWeights(string prefix, Tolerance tolerance)
    {
        foreach (var name in _comparison.Open(prefix))
        {
            if (_tensors.Values(name[prefix.Length..]) is { } actual)
            {
                CheckIfThere(name, actual, tolerance);
            }
        }
    }

    void Evaluate(string name, Tolerance tolerance)
    {
        using var frozen = no_grad();
        var logits = _model.Logits(_case.Batch, ForwardPass.Evaluate());
        foreach (var (task, label) in TaskNames(name))
        {
            CheckIfThere(label, ModelTensors.Doubles(_model.Column(logits, task).sigmoid()), tolerance);
        }
    }

    ForwardPass Pass(Action<string, Tensor>? observer) =>
        _case.Trains ? ForwardPass.Train(0, 0, observer) : ForwardPass.EvaluateDifferentiably(observer);

    (Tensor Logits, Tensor Loss) Loss(ForwardPass pass)
    {
        var logits = _model.Logits(_case.Batch, pass);
        return (logits, _loss.Of(logits, _case.Batch, pass));
    }

    void CheckTasks(string name, Tensor columns)
    {
        foreach (var (task, label) in TaskNames(name))
        {
            Check(label, _model.Column(columns, task));
        }
    }

    /// <summary>The name of each task's tensor: with the label where there are several.</summary>
    IEnumerable<(int Task, string Name)> TaskNames(string name) =>
        _model.LabelsOf().Select((label, task) => (task, _model.Tasks > 1 ? $"{name}.{label}" : name));

    void Check(string name, Tensor actual) =>
        CheckIfThere(name, ModelTensors.Doubles(actual), _case.ToleranceOf(name.Split('.')[0]));

    void CheckIfThere(string name, double[] actual, Tolerance tolerance)
    {
        if (_case.Tensors.TryGetValue(name, out var expected))
        {
            _comparison.Check(name, expected.Values, actual, tolerance);
        }
    }

    [GeneratedRegex(@"^(.*\bparallel_ffns\.)(\d+)(.*)$")]
    private static partial Regex PerToken();
}
