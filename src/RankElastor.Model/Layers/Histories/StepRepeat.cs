using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

/// <summary>
/// Vectors of histories [k, m] → for each item of theirs [N, m], where each step has the items of the first histories.
/// </summary>
sealed class StepRepeat : autograd.SingleTensorFunction<StepRepeat>
{
    const string StepsKey = "steps";

    public override string Name => nameof(StepRepeat);

    public static Tensor Of(Tensor rows, int[] steps) =>
        rows.requires_grad ? apply(rows, steps) : Forward(rows, steps);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(StepsKey, vars[1]);
        return Forward((Tensor)vars[0], (int[])vars[1]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var steps = (int[])ctx.get_data(StepsKey);
        var (sum, start) = (grad_output.narrow(0, 0, steps[0]).clone(), steps[0]);
        foreach (var rows in steps[1..])
        {
            using var part = sum.narrow(0, 0, rows);
            using var own = grad_output.narrow(0, start, rows);
            part.add_(own);
            start += rows;
        }

        return [sum, null!];
    }

    static Tensor Forward(Tensor rows, int[] steps) => cat([.. steps.Select(step => rows.narrow(0, 0, step))], 0);
}
