using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Butaca.Training;

/// <summary>
/// Where libtorch works. Its number of threads belongs to the process: trainings that run at the same time would change
/// each other's, and with it their rounding. So they take turns; each has all the threads it asked for.
/// </summary>
/// <remarks>
/// Each turn has a thread of its own, since signals come to the main one: kernels of oneDNN for processors without
/// AVX-512, which multiply in an LSTM, keep numbers below the stack pointer, where the handler of a signal (Ctrl-C, fg,
/// a terminal that changes its size) overwrites them, and with them the heap.
/// </remarks>
internal static class TorchThreads
{
    private static readonly Lock Turn = new();

    /// <summary>
    /// Told how many tensors a turn left alive, by who set it alone: TorchSharp counts them by thread.
    /// </summary>
    internal static readonly AsyncLocal<Action<long>?> Left = new();

    [ThreadStatic]
    private static bool _hasTurn;

    /// <summary>Runs work in libtorch with a number of threads, after any other that is under way.</summary>
    public static T Run<T>(int threads, Func<T> work)
    {
        if (_hasTurn)
            return work();
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        lock (Turn)
        {
            Thread thread = new(() =>
            {
                _hasTurn = true;
                try
                {
                    torch.set_num_threads(threads); // always: what it reads back is this thread's own number, while MKL's is the process's
                    result = work();
                }
#pragma warning disable CA1031 // It is thrown again where the work was asked for.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
                Left.Value?.Invoke(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            })
            {
                IsBackground = true,
                Name = "libtorch",
            };
            thread.Start();
            thread.Join();
        }
        failure?.Throw();
        return result;
    }
}
