using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;

namespace RankElastor.Model;

/// <summary>Builds a model as a configuration describes it, for the fields of a schema, from a seed.</summary>
public delegate RankingModel ModelMaker(ConfigSection config, Schema schema, int seed);

/// <summary>A model of the zoo.</summary>
/// <param name="Name">As <c>model</c> of a configuration names it.</param>
/// <param name="Keys">What it reads of its section, besides the keys of every model.</param>
/// <param name="Make">Builds it.</param>
sealed record ZooModel(string Name, IReadOnlyList<Key> Keys, ModelMaker Make);
