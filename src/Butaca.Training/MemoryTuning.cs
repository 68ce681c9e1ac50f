using System.Runtime.InteropServices;

namespace Butaca.Training;

/// <summary>
/// Tells glibc's allocator to keep freed memory for the next batch. By default it returns the large buffers of every step
/// to the system and takes them again, and the page faults make the training of recurrent networks several times slower.
/// </summary>
public static partial class MemoryTuning
{
    // malloc.h
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;

    /// <summary>
    /// Applies to the whole process: call it first in <c>Main</c>, in a program that trains. At most 512 MB of freed memory
    /// is kept; buffers from 128 MB, such as a dense matrix of movies × movies, go back to the system as before. Does
    /// nothing where the C library is another one.
    /// </summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetOption(MmapThreshold, 128 << 20);
            _ = SetOption(TrimThreshold, 512 << 20);
            _ = SetOption(TopPad, 64 << 20);
            _ = SetOption(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt, and none of these costs either
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
