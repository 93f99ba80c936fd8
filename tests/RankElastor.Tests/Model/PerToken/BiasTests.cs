using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Model.PerToken;

/// <summary>
/// The networks of tokens with and without biases, against the definition written down once more: a walk through the
/// names of the state dict, one token at a time, in plain operations.
/// </summary>
[Collection("torch")]
public sealed class BiasTests
{
    const int Tokens = 4;
    const int Width = 8;
    const string Path = "backbone.0.token_interaction.parallel_ffns";

    public static TheoryData<string, bool, double, long[]> Networks()
    {
        var all = new TheoryData<string, bool, double, long[]>();
        foreach (var activation in (string[])["relu", "gelu", "tanh", "silu", "swiglu", "swiglu-mhc"])
        {
            foreach (var units in (long[][])[[6], [8], [12, 12], [6, 8]])
            {
                foreach (var expansion in activation.StartsWith("swiglu", StringComparison.Ordinal)
                    ? (double[])[1, 1.5, 2] : [1])
                {
                    all.Add(activation, true, expansion, units);
                    all.Add(activation, false, expansion, units);
                }
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void HiddenLayers_HaveBiasesAsAsked_AndTheLastLinearHasItsOwn(
        string activation, bool norm, double expansion, long[] units)
    {
        foreach (var bias in (bool[])[false, true])
        {
            using var scope = NewDisposeScope();
            using var model = TinyCase.Build("RankElastor", ("interaction_mlp_params.activation", activation),
                ("interaction_mlp_params.use_layer_norm", norm), ("interaction_mlp_params.bias", bias),
                ("interaction_mlp_params.expansion_rate", expansion),
                ("interaction_mlp_params.hidden_units", TinyCase.Wholes(units)));
            TinyCase.Scatter(model);
            var stages = new Dictionary<string, Tensor>();
            model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => stages[stage] = value));
            var v = stages["backbone.0.layer_norm1"];
            var walks = Enumerable.Range(0, Tokens).Select(t => new Walk(model, t)).ToList();
            var expected = stack([.. walks.Select((walk, t) =>
                v.select(1, t) + walk.Network(v.select(1, t), activation, norm, expansion, units))], 1);
            TinyCase.Close(expected, stages["backbone.0"], 1e-4);
            Assert.All(walks, walk => Assert.Equal(bias ? walk.Linears : 1, walk.Biases));
            Assert.All(walks, walk => walk.AssertNothingLeft());
        }
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 8)]
    public void Experts_LoseTheBiasesOfHiddenLayerAndRouter(bool bias, int expected)
    {
        using var scope = NewDisposeScope();
        var experts = new RankElastor.Data.Configuration.ConfigSection("experts", new Dictionary<string, object?>
        {
            ["number"] = 3L,
            ["dense_training"] = true,
        });
        using var model = TinyCase.Build("RankElastor", ("interaction_mlp_params.bias", bias),
            ("interaction_mlp_params.activation", "relu"), ("interaction_mlp_params.experts", experts), ("depth", 2L));
        var names = model.Parameters.Trainable.Select(parameter => parameter.Name)
            .Where(name => name.Contains("parallel_ffns", StringComparison.Ordinal));
        Assert.Equal(expected, names.Count(name => name.EndsWith("bias", StringComparison.Ordinal)));
    }

    /// <summary>One token's network, read off the names; it counts the Linears it met and their biases.</summary>
    sealed class Walk(RankingModel model, int token)
    {
        readonly Dictionary<string, Tensor> _state = ReferenceState.Export(model)
            .Where(entry => entry.Name.StartsWith($"{Path}.{token}.", StringComparison.Ordinal))
            .ToDictionary(
                entry => entry.Name[$"{Path}.{token}.".Length..],
                entry => TinyCase.Reference(model, entry.Name));

        readonly HashSet<string> _used = [];

        public int Linears { get; private set; }

        public int Biases { get; private set; }

        public Tensor Network(Tensor x, string activation, bool norm, double expansion, long[] units)
        {
            var k = 0;
            long width = Width;
            var streams = activation == "swiglu-mhc" ? x.unsqueeze(1).repeat(1, 4, 1) : null; // [B, n, d]
            foreach (var unit in units)
            {
                if (streams is not null)
                {
                    streams = norm ? Norm(streams, $"{k++}.gamma") : streams;
                    streams = Connection(streams, $"{k}.ffn_mHC", f =>
                        Gate(Norm(f, $"{k}.ffn_norm.gamma"), $"{k}.ffn", expansion));
                    k++;
                    streams = unit == width ? streams : Linear(streams, $"{k++}");
                }
                else if (activation == "swiglu")
                {
                    x = norm ? Norm(x, $"{k++}.gamma") : x;
                    x = Gate(x, $"{k++}", expansion);
                    x = unit == width ? x : Linear(x, $"{k++}");
                }
                else
                {
                    x = Linear(x, $"{k++}");
                    x = norm ? Norm(x, $"{k++}.gamma") : x;
                    k++;
                    x = activation switch
                    {
                        "relu" => functional.relu(x),
                        "gelu" => functional.gelu(x),
                        "silu" => x * x.sigmoid(),
                        _ => x.tanh(),
                    };
                }

                width = unit;
            }

            x = streams is null ? x : streams.mean([1]);
            return Linear(x, activation.StartsWith("swiglu", StringComparison.Ordinal) ? $"{k + 1}" : $"{k}");
        }

        public void AssertNothingLeft() => Assert.Empty(_state.Keys.Except(_used));

        Tensor Gate(Tensor x, string name, double expansion)
        {
            var skip = Linear(x, $"{name}.skip1");
            var gate = functional.gelu(Linear(x, $"{name}.fc_lift1"));
            var value = Linear(x, $"{name}.fc_lift2");
            return expansion == 1 ? (skip + gate) * value + skip
                : Linear((Linear(x, $"{name}.skip2") + gate) * value, $"{name}.fc_reduce") + skip;
        }

        /// <summary>streams' = Hᵀ streams + β ⊗ F(a · streams), row by row and stream by stream.</summary>
        Tensor Connection(Tensor x, string name, Func<Tensor, Tensor> layer)
        {
            const int N = 4;
            var z = Norm(x.flatten(1), $"{name}.layer_norm.gamma");
            var alpha = (Linear(z, $"{name}.dynamic_alpha_fn") * Named($"{name}.dynamic_alpha_scale"))
                .view(-1, N, N + 1) + Named($"{name}.static_alpha");
            var beta = 2 * (Linear(z, $"{name}.dynamic_beta_fn") * Named($"{name}.dynamic_beta_scale")
                + Named($"{name}.static_beta")).sigmoid();
            var across = alpha.narrow(2, 1, N).exp();
            for (var i = 0; i < 20; i++)
            {
                across = across / across.sum(-1, keepdim: true);
                across = across / across.sum(-2, keepdim: true);
            }

            var input = zeros_like(x.select(1, 0));
            for (var i = 0; i < N; i++)
            {
                input = input + alpha.select(2, 0).select(1, i).sigmoid().unsqueeze(1) * x.select(1, i);
            }

            var output = layer(input);
            return stack([.. Enumerable.Range(0, N).Select(j => Enumerable.Range(0, N)
                .Select(i => across.select(1, i).select(1, j).unsqueeze(1) * x.select(1, i))
                .Aggregate((a, b) => a + b) + beta.select(1, j).unsqueeze(1) * output)], 1);
        }

        Tensor Linear(Tensor x, string name)
        {
            Linears++;
            var y = x.matmul(Named($"{name}.weight").t());
            if (!_state.ContainsKey($"{name}.bias"))
            {
                return y;
            }

            Biases++;
            return y + Named($"{name}.bias");
        }

        Tensor Norm(Tensor x, string gamma) => x / (x * x).mean([-1], keepdim: true).sqrt() * Named(gamma);

        Tensor Named(string name)
        {
            _used.Add(name);
            return _state[name];
        }
    }
}
