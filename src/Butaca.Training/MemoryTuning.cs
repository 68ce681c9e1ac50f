using System.Runtime.InteropServices;

namespace Butaca.Training;

/// <summary>
/// Tells glibc's allocator to keep freed memory for the next batch. By default it returns the large buffers of every
/// step to the system and takes them again, and the page faults make the training of recurrent networks several times
/// slower. And tells oneDNN, which runs the LSTM inside libtorch, to keep few compiled kernels: it keeps one for each
/// length and number of texts it has met, 1,024 of them by default, with their buffers. In MovieNet nearly every batch
/// has a shape of its own, so they grew to several GB that were never of use again.
/// </summary>
public static partial class MemoryTuning
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>What oneDNN reads when libtorch is loaded.</summary>
    private const string KernelCache = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";
    private const string KernelsKept = "16";

    /// <summary>
    /// Applies to the whole process: call it first in <c>Main</c>, in a program that trains. At most 512 MB of freed
    /// memory is kept; buffers from 128 MB, such as a dense matrix of movies × movies, go back to the system as before.
    /// A value that the environment has for oneDNN stays. Does nothing where the C library is another one.
    /// </summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(MmapThreshold, 128 << 20);
            _ = SetOption(TrimThreshold, 512 << 20);
            _ = SetOption(TopPad, 64 << 20);
            _ = SetOption(ArenaMax, 1);
            _ = SetVariable(KernelCache, KernelsKept, overwrite: 0); // .NET's own would not reach native code
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt, and none of these costs either
        }
    }

    /// <summary>
    /// Gives the system back what a training used and freed: the managed heap's and, with glibc, the allocator's, which
    /// by themselves keep most of it. Call it after a training in a program that then goes on to do something else,
    /// such as serving. It takes tenths of a second, in which no managed code runs.
    /// </summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers(); // what native memory the dead objects held is free only now
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives back by itself
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint kept);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
