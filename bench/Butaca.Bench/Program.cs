using Butaca.Bench;
using Butaca.Data;
using Butaca.Data.Files;

return args switch
{
    ["read", .. string[] rest] => ReadBench.Run(rest),
    ["dense", .. string[] rest] => DenseBench.Run(Read(rest)),
    ["scoring", .. string[] rest] => ScoringBench.Run(Read(rest)),
    ["reasons", "--model", string model] => ReasonsBench.Run(model),
    ["training", .. string[] rest] => TrainingBench.Run(Read(rest)),
    ["large", .. string[] rest] => TrainingBench.RunLarge(rest),
    ["catalogue", .. string[] rest] => await CatalogueBench.RunAsync(rest),
    ["likelihood", .. string[] rest] => LikelihoodBench.Run(Read(rest)),
    ["store"] => await StoreBench.RunAsync(null),
    ["store", string connection] => await StoreBench.RunAsync(connection),
    ["server", "--start", string folder] => await ServerBench.StartAsync(folder),
    ["server", .. string[] rest] when rest.Length % 2 == 0 => await ServerBench.RunAsync(
        rest.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
    ),
    _ => Usage(),
};

static Dataset Read(string[] args) =>
    DatasetFolder.Read(args is ["--data", string folder] ? folder : "data/movielens-small").Dataset;

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project bench/Butaca.Bench -- read [--rows N]
        dotnet run -c Release --project bench/Butaca.Bench -- dense [--data DIR]
        dotnet run -c Release --project bench/Butaca.Bench -- scoring [--data DIR]
        dotnet run -c Release --project bench/Butaca.Bench -- reasons --model DIR
        dotnet run -c Release --project bench/Butaca.Bench -- catalogue [--share 0-1]
        dotnet run -c Release --project bench/Butaca.Bench -- likelihood [--data DIR]
        dotnet run -c Release --project bench/Butaca.Bench -- store [CONNECTION]
        dotnet run -c Release --project bench/Butaca.Bench -- server [--start FOLDER]   (needs wrk)
        dotnet run -c Release --project bench/Butaca.Bench -- server [--model DIR] [--train MODEL]
            [--seconds N] [--soak MINUTES]
        dotnet run -c Release --project bench/Butaca.Bench -- training [--data DIR]
        dotnet run -c Release --project bench/Butaca.Bench -- large [--share 0-1]
        """
    );
    return 2;
}
