using RankElastor.Cli;
using RankElastor.Cli.Shell;

using var interruption = new Interruption();
return Application.Run(args, Console.Out, Console.Error, interruption.Listen);
