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
            if (torch.get_num_threads() != threads) torch.set_num_threads(threads);
            return work();
        }
    }
}
