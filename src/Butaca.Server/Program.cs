using Butaca;
using Butaca.Server.Setup;
using Butaca.Training;

MemoryTuning.Apply();
try
{
    await ServerSetup.Create(args).RunAsync();
    return Environment.ExitCode;
}
catch (Exception exception) when (exception is ButacaException or IOException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
