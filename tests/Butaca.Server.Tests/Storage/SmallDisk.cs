using System.Diagnostics;

namespace Butaca.Server.Tests.Storage;

/// <summary>A disk in memory that fills up soon. Only Linux's root may make one: elsewhere the test skips.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string path, int kilobytes)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "only root may mount a small disk"
        );
        Path = Directory.CreateDirectory(path).FullName;
        Assert.SkipUnless(
            Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path),
            "no disk may be mounted here"
        );
    }

    public string Path { get; }

    /// <summary>Mounts it again, as <c>ro</c> or <c>rw</c>.</summary>
    public void Remount(string how) => Assert.True(Run("mount", "-o", $"remount,{how}", Path));

    public void Dispose() => Run("umount", "--lazy", Path);

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
