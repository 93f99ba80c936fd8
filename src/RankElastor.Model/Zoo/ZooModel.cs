using RankElastor.Data.Configuration;

namespace RankElastor.Model.Zoo;

/// <summary>A model of the zoo.</summary>
/// <param name="Name">As <c>model</c> of a configuration names it.</param>
/// <param name="Keys">What it reads of its section, besides the keys of every model.</param>
/// <param name="Make">Builds it.</param>
sealed record ZooModel(string Name, IReadOnlyList<Key> Keys, ModelMaker Make);
