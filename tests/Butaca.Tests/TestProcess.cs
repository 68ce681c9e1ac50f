using System.Runtime.CompilerServices;
using Butaca.Training;

namespace Butaca.Tests;

/// <summary>
/// What the programs that train do first, for the process of the tests, whose entry point is the runner's.
/// </summary>
internal static class TestProcess
{
#pragma warning disable CA2255 // This is no library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Begin() => MemoryTuning.Apply();
}
