using Butaca.Server.Tests.Storage;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Butaca.Server.Tests;

/// <summary>Runs the tests; and, for one of them, the process that is killed.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) =>
        args switch
        {
            [AppendingProcess.Verb, string file, string run] => AppendingProcess.RunAsync(file, run),
            _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
                TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
            _ => ConsoleRunner.Run(args),
        };
}
