using Butaca.Bench;

return args switch
{
    ["read", .. string[] rest] => ReadBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project bench/Butaca.Bench -- read [--rows N]");
    return 2;
}
