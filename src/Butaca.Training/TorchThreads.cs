using TorchSharp;

namespace Butaca.Training;

/// <summary>
/// libtorch's number of threads belongs to the process: trainings that run at the same time would change each other's,
/// and with it their rounding. So they take turns; each has all the threads it asked for.
/// </summary>
internal static class TorchThreads
{
    private static readonly Lock Turn = new();

    /// <summary>Runs work in libtorch with a number of threads, after any other that is under way.</summary>
    public static T Run<T>(int threads, Func<T> work)
    {
        lock (Turn)
        {
            torch.set_num_threads(threads); // always: what it reads back is this thread's own number, while MKL's is the process's
            return work();
        }
    }
}
