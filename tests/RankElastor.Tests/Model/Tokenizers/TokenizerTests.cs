using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Passes;
using RankElastor.Model.Tokenizers;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Tokenizers;

[Collection("torch")]
public sealed class TokenizerTests
{
    [Fact]
    public void EveryWord_BuildsAModel_AndEveryTokenizerHasAWord()
    {
        using var scope = NewDisposeScope();
        var groups = Enumerable.Range(1, 4).Select(Group).ToList();
        var named = Tokenizer.All.All.SelectMany(variant => variant.Words).Select(word =>
        {
            using var model = TinyCase.Build( // F·E = 6·4 = 4·6 = T·D, so that reshaping is enough
                "RankElastor", ("Token_dim", 6L), ("proj_param.trans_type", word), ("proj_param.groups", groups));
            Assert.True(model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()).isfinite().all().item<bool>(), word);
            return model.Options.Tokenizer.GetType();
        });
        var tokenizers = typeof(Tokenizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Tokenizer)));

        Assert.Equal<HashSet<Type>>([.. tokenizers], [.. named]);
    }

    [Fact]
    public void UnknownWord_IsToldTheWordsOfTheList()
    {
        var config = TinyCase.Config("RankElastor", ("proj_param.trans_type", "cube"));
        var error = Assert.Throws<InputException>(() => Tokenizer.Read(config));

        Assert.EndsWith(
            "trans_type: found 'cube'; allowed: matrix | chunked | vector | flat | semantic | permuted | none",
            error.Message,
            StringComparison.Ordinal);
    }

    static object? Group(int number) => new ConfigSection("group", new Dictionary<string, object?>
    {
        ["name"] = $"group{number}",
        ["fields"] = new List<object?> { $"C{number}" },
    });

    [Fact]
    public void WithoutATokenizer_AsTheReferenceSaysIt_IsReshape() =>
        Assert.IsType<ReshapeTokenizer>(Tokenizer.Read(TinyCase.Config("RankElastor", ("use_tokenizer", false))));
}
