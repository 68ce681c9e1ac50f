using System.Runtime.InteropServices;
using Butaca.Cli;
using Butaca.Training;

MemoryTuning.Apply();

// Commands run on the main thread and watch the token; the signal must not end the process under them.
using CancellationTokenSource cancellation = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return await CommandLine.RunAsync(args, Terminal.OfProcess(), cancellation.Token);

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}
