using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Model.Mixing;

/// <summary>A mixing for each block: every block's operator against its definition, by the reference's names.</summary>
[Collection("torch")]
public sealed class BlockMixingTests
{
    const int Tokens = 4;
    const int Width = 8;

    public static TheoryData<string, string, long[]> Lists()
    {
        var all = new TheoryData<string, string, long[]>();
        foreach (var head in (string[])["flatten", "mlp", "noparam_mean"])
        {
            foreach (var list in (long[][])[[2, 999], [1, 8882], [999, 2, 1], [8882, 8882, 999, 1], [2], [999, 999]])
            {
                foreach (var model in (string[])["UniMixer", "RankMixer"])
                {
                    all.Add(model, head, list);
                }
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void List_GivesEachBlockItsOwn(string name, string head, long[] list)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build(
            name, ("mixing_type", TinyCase.Wholes(list)), ("depth", (long)list.Length), ("pred_head", head));
        TinyCase.Scatter(model);
        var stages = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((stage, value) => stages[stage] = value));
        for (var i = 0; i < list.Length; i++)
        {
            var x = i == 0 ? stages["embedding_tokenization"] : stages[$"backbone.{i - 1}"];
            var path = $"backbone.{i}.token_mixing";
            TinyCase.Close(Mixed(model, path, list[i], x), stages[path]);
        }
    }

    [Theory]
    [InlineData(999L)]
    [InlineData(2L)]
    [InlineData(1L)]
    public void ListOfOneKind_IsTheSameModelAsThatKind(long type)
    {
        using var scope = NewDisposeScope();
        using var one = TinyCase.Build("RankElastor", ("mixing_type", type), ("depth", 3L));
        using var list = TinyCase.Build(
            "RankElastor", ("mixing_type", TinyCase.Wholes(type, type, type)), ("depth", 3L));
        TinyCase.Close(one.Logits(TinyCase.Batch(), ForwardPass.Evaluate()),
            list.Logits(TinyCase.Batch(), ForwardPass.Evaluate()), 0);
        Assert.Equal(one.Sites, list.Sites);
    }

    [Theory]
    [InlineData(3L, "2 | 999", "found 2 mixings; allowed: one for all blocks, or 3: one for each of depth")]
    [InlineData(1L, "2 | 999", "mixing_type: found 2 mixings")]
    [InlineData(2L, "2 | rotate", "mixing_type: found 'rotate'; allowed: identity | 1")]
    [InlineData(2L, "2 | ", "mixing_type: found ''; allowed: identity")]
    public void ListThatDoesNotFit_IsOneClearLine(long depth, string words, string says)
    {
        var list = words.Split(" | ").Cast<object?>().ToList();
        var error = Assert.Throws<InputException>(() =>
            TinyCase.Build("RankElastor", ("mixing_type", list), ("depth", depth)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("tiny.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyList_IsRefused() => Assert.Contains("mixing_type", Assert.Throws<InputException>(() =>
        TinyCase.Build("RankElastor", ("mixing_type", TinyCase.Wholes()))).Message, StringComparison.Ordinal);

    static Tensor Mixed(RankingModel model, string path, long type, Tensor x)
    {
        Tensor Named(string name) => TinyCase.Reference(model, $"{path}.{name}");
        Tensor LayerNorm(Tensor u, string name) =>
            functional.layer_norm(u, [Width], Named($"{name}.weight"), Named($"{name}.bias"));
        var flat = x.flatten(1);
        switch (type)
        {
            case 1:
                return x;
            case 2: // X_ij = block j of token i changes places with X_ji
                var blocks = x.view(-1, Tokens, Tokens, Width / Tokens);
                var swapped = blocks.clone();
                for (var i = 0; i < Tokens; i++)
                {
                    for (var j = 0; j < Tokens; j++)
                    {
                        swapped.select(1, i).select(1, j).copy_(blocks.select(1, j).select(1, i));
                    }
                }

                return LayerNorm(x + swapped.view(-1, Tokens, Width), "layer_norm");
            case 8882: // two halves, one matrix
                var weight = Named("permutation_mixing.weight");
                var halves = cat([.. flat.chunk(2, 1).Select(half => half.matmul(weight.t()))], 1);
                return LayerNorm(x + halves.view(-1, Tokens, Width), "l_norm");
            default:
                var normed = flat / (flat * flat).mean([1], keepdim: true).sqrt() * Named("pre_norm.gamma");
                var full = normed.matmul(Named("cross_mixing.weight").t()) + Named("cross_mixing.bias");
                return x + full.view(-1, Tokens, Width);
        }
    }
}
