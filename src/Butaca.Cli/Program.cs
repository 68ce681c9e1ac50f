using Butaca.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
