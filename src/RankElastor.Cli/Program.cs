using RankElastor.Cli;

using var interruption = new Interruption();
return Application.Run(args, Console.Out, Console.Error, interruption.Token);
