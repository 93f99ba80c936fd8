using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>
/// A layer of <see cref="Ple"/> (customised gate control): a task's experts see its stream, shared ones the shared
/// stream; a task's gate, from its stream, weighs its experts and the shared ones, in this order.
/// </summary>
sealed class PleLayer
{
    readonly string _path;
    readonly bool _seesAll;
    readonly List<Mlp> _shared;
    readonly List<List<Mlp>> _specific;
    readonly List<ExpertGate> _gates;

    public PleLayer(Scope scope, int inputs, int tasks, PleOptions options)
    {
        (_path, _seesAll) = (scope.Path, options.SharedGateSeesAll);
        _shared = Experts(scope.Sub("shared_experts"), options.SharedExperts);
        _specific =
        [
            .. Enumerable.Range(0, tasks).Select(
                task => Experts(scope.Sub("specific_experts").Sub(task), options.SpecificExperts)),
        ];
        var (own, all) = (options.SpecificExperts, options.SpecificExperts * tasks);
        _gates =
        [
            .. Enumerable.Range(0, tasks + 1).Select(stream => new ExpertGate(
                scope.Sub("gate").Sub(stream), inputs,
                options.SharedExperts + (stream < tasks ? own : _seesAll ? all : 0), options.Experts.Gate)),
        ];

        List<Mlp> Experts(Scope at, int count) =>
            [.. Enumerable.Range(0, count).Select(i => new Mlp(at.Sub(i), inputs, options.Experts.Expert))];
    }

    /// <summary>Width of each stream.</summary>
    public int Outputs => _shared[0].Outputs;

    /// <summary>All experts' outputs as tokens, and the gates.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        .. _specific.SelectMany((experts, task) => experts.SelectMany(
            (expert, i) => expert.Sites($"{name}/task{task + 1}/expert{i + 1}"))),
        .. _shared.SelectMany((expert, i) => expert.Sites($"{name}/shared/expert{i + 1}")),
        new($"{name}/experts", $"{_path}.experts"),
        .. _gates.SelectMany((gate, stream) => gate.Sites(
            $"{name}/{(stream < _specific.Count ? $"gate{stream + 1}" : "shared/gate")}")),
    ];

    /// <summary>Streams [B, inputs] of the tasks, then the shared one → [B, Outputs] each.</summary>
    public IReadOnlyList<Tensor> Apply(IReadOnlyList<Tensor> streams, ForwardPass pass)
    {
        var shared = Outputs(_shared, streams[^1]);
        List<Tensor[]> specific = [.. _specific.Select((experts, task) => Outputs(experts, streams[task]))];
        var all = pass.Observe($"{_path}.experts", stack([.. specific.SelectMany(own => own), .. shared], 1));
        var (tasks, ownCount) = (_specific.Count, _specific[0].Count);
        var sharedOutputs = all.narrow(1, tasks * ownCount, shared.Length);
        return
        [
            .. _gates.Take(tasks).Select((gate, task) => gate.Mix(
                streams[task], cat([all.narrow(1, task * ownCount, ownCount), sharedOutputs], 1), pass)),
            _gates[tasks].Mix(streams[tasks], _seesAll ? all : sharedOutputs, pass),
        ];

        Tensor[] Outputs(List<Mlp> experts, Tensor stream) => [.. experts.Select(expert => expert.Apply(stream, pass))];
    }
}
