using System.Reflection;
using System.Runtime.CompilerServices;
using RankElastor.Model.Mixing;
using RankElastor.Model.PerToken;
using RankElastor.Model.Zoo;

namespace RankElastor.Tests.Architecture;

/// <summary>
/// The public types and members of the library, as a text that is checked in: a change of the API is a change of that
/// file. Set UPDATE_GOLDEN=1 to rewrite it.
/// </summary>
public sealed class PublicApiTests
{
    static readonly string[] _assemblies =
    [
        "RankElastor.Numerics", "RankElastor.Kernels", "RankElastor.Data", "RankElastor.Model", "RankElastor.Training",
        "RankElastor.Report", "RankElastor",
    ];

    [Fact]
    public void PublicApi_IsWhatTheFileSays()
    {
        var path = Path.Combine(SourceTree.Root, "tests/RankElastor.Tests/Architecture/PublicApi.golden.txt");
        var found = string.Concat(_assemblies.Select(Assembly.Load).SelectMany(Lines).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, found);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), found);
    }

    [Fact]
    public void ALibraryUsersTypes_ArePublic() => Assert.All(
        [
            typeof(Experiment), typeof(ExperimentRun), typeof(Ranker), typeof(MachineOptions),
            typeof(RankElastorModel), typeof(RankElastorOptions), typeof(TokenMixing), typeof(PerTokenOptions),
        ],
        type => Assert.True(type.IsPublic));

    static IEnumerable<string> Lines(Assembly assembly) => assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Select(member => $"    {member}").Prepend($"{Kind(type)} {Name(type)}"));

    static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";

    static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMembers(Declared).Where(IsVisible).Select(Text).Order(StringComparer.Ordinal);
    }

    static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => (method.IsPublic || method.IsFamily) && !(method.IsSpecialName && !method.IsConstructor)
            && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null,
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        PropertyInfo property => property.Name != "EqualityContract"
            && property.GetAccessors(nonPublic: true).Any(accessor => accessor.IsPublic || accessor.IsFamily),
        EventInfo => true,
        _ => false,
    };

    static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo made => $"new({Parameters(made)})",
        MethodInfo method => $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.Name,
    };

    static string Parameters(MethodBase method) => string.Join(
        ", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "&");
        }

        var name = type.IsGenericParameter
            ? type.Name
            : type.FullName?.Split('`', '[')[0] ?? $"{type.Namespace}.{type.Name.Split('`')[0]}";
        var arguments = type.IsGenericParameter ? [] : type.GetGenericArguments();
        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments.Select(Name))}>";
    }
}
