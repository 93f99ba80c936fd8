using System.Text.Json;
using RankElastor.Data.Configuration;

namespace RankElastor.Tests.Data.Configuration;

public sealed class YamlTextTests
{
    [Fact]
    public void WhatIsWritten_IsReadAgain()
    {
        var section = new Dictionary<string, object?>
        {
            ["none"] = null,
            ["flag"] = true,
            ["whole"] = -7L,
            ["real"] = 1.0,
            ["small"] = 1e-5,
            ["large"] = 1.5e300,
            ["infinite"] = double.NegativeInfinity,
            ["word"] = "relu",
            ["spaced words"] = "a: b, c # d",
            ["like a number"] = "1e-3",
            ["like a flag"] = "True",
            ["like null"] = "None",
            ["norwegian"] = "no",
            ["empty"] = "",
            ["lines"] = "a\n\t\"b\" \\ é",
            ["path"] = "/data/frappe_x1",
            ["nothing"] = new List<object?>(),
            ["list"] = new List<object?> { 1L, "two", new List<object?> { 3.5 }, null },
            ["mapping"] = new Dictionary<string, object?>
            {
                ["AUC"] = 1L,
                ["deep"] = new Dictionary<string, object?>(),
            },
            ["fields"] = new List<object?>
            {
                new Dictionary<string, object?> { ["name"] = new List<object?> { "user", "item" } },
                new Dictionary<string, object?> { ["name"] = "price" },
            },
        };
        var text = YamlText.Of([KeyValuePair.Create("a b", (IReadOnlyDictionary<string, object?>)section)]);
        var read = YamlFile.Parse("x", text).Section("a b")!.ToJson();
        var lax = new JsonSerializerOptions
        {
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        Assert.Equal(JsonSerializer.Serialize(section, lax), JsonSerializer.Serialize(read, lax));
        Assert.IsType<double>(read["real"]);
        Assert.IsType<string>(read["like a number"]);
    }
}
