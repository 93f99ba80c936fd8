using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Activations;

[Collection("torch")]
public sealed class ActivationTests
{
    [Theory]
    [InlineData("identity", 0.5)]
    [InlineData("none", 0.5)]
    [InlineData("Linear", 0.5)]
    [InlineData("", 0.5)]
    [InlineData("ReLU", 0.5)]
    [InlineData("gelu", 0.345731)] // 0.5 Φ(0.5)
    [InlineData("silu", 0.311230)] // 0.5 / (1 + e^-0.5)
    [InlineData("swish", 0.311230)]
    [InlineData("tanh", 0.462117)]
    [InlineData("sigmoid", 0.622459)]
    [InlineData("LeakyReLU", 0.5)]
    [InlineData("ELU", 0.5)]
    [InlineData("SELU", 0.525350)] // 1.0507 · 0.5
    [InlineData("Softplus", 0.974077)] // ln(1 + e^0.5)
    public void Word_NamesItsFunction(string word, double valueAtOneHalf)
    {
        using var scope = NewDisposeScope();

        Assert.Equal(valueAtOneHalf, Activation.Parse("here", word).Apply(tensor(0.5f)).item<float>(), 1e-5);
    }

    [Fact]
    public void EveryFunction_IsListed()
    {
        var structs = typeof(IActivation).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IActivation)));
        var names = structs.Select(type => type.Name[..^"Function".Length].ToLowerInvariant());

        Assert.Equal(names.Order(), Activation.All.All.Select(activation => activation.ToString()!).Order());
    }

    [Fact]
    public void UnknownWord_IsToldTheWordsOfTheList()
    {
        var error = Assert.Throws<InputException>(() => Activation.Parse("here", "swoosh"));

        Assert.Equal(
            "here: found 'swoosh'; allowed: identity | none | linear | relu | gelu | silu | swish | tanh | sigmoid "
                + "| leakyrelu | leaky_relu | elu | selu | softplus",
            error.Message);
    }
}
