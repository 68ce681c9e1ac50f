using System.Diagnostics;

namespace Butaca.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Left() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_folder.Path, path))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void AFileIsReplacedWholeOrNotAtAll()
    {
        string file = _folder.Write("file.txt", "old");
        AtomicFile.WriteText(file, writer => writer.WriteLine("é"));
        Assert.Equal([0xC3, 0xA9, (byte)'\n'], File.ReadAllBytes(file)); // UTF-8, no mark, \n on every platform
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.WriteText(
                file,
                writer =>
                {
                    writer.Write("half");
                    writer.Flush();
                    Assert.Equal("é\n", File.ReadAllText(file)); // a reader meets the old one meanwhile
                    throw new InvalidOperationException();
                }
            )
        );
        Assert.Equal("é\n", File.ReadAllText(file));
        Assert.Equal(["file.txt"], Left());
    }

    [Fact]
    public void WhatKilledProcessesLeftIsTakenAwayAndAnOldFolderComesBack()
    {
        const string dead = "999999999-0123456789abcdef0123456789abcdef.tmp"; // no process has this number
        string alive = $"{Environment.ProcessId}-0123456789abcdef0123456789abcdef.tmp";
        using Process other = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        _folder.Write("whole/a.txt", "a");
        _folder.Write($"whole.{dead}/a.txt", "half");
        _folder.Write($"whole.{alive}/a.txt", "half, of an earlier process of our number");
        _folder.Write($"whole.{other.Id}-0123456789abcdef0123456789abcdef.tmp/a.txt", "being written");
        _folder.Write($"gone.{dead}/a.txt", "new");
        _folder.Write($"gone.{dead}.old/a.txt", "old");
        _folder.Write("mine.tmp/a.txt", "another's");
        AtomicFile.Recover(_folder.Path);
        Assert.Equal("old", File.ReadAllText(_folder["gone/a.txt"]));
        Assert.Equal(
            ["gone", "mine.tmp", "whole", $"whole.{other.Id}-0123456789abcdef0123456789abcdef.tmp"],
            Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        other.Kill();
        other.WaitForExit();
        AtomicFile.Recover(_folder.Path);
        Assert.Equal(
            ["gone", "mine.tmp", "whole"],
            Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        AtomicFile.Recover(_folder["nowhere"]);
    }

    [Fact]
    public void AFolderComesBackBeforeItIsWrittenAnew()
    {
        const string dead = "999999999-0123456789abcdef0123456789abcdef.tmp";
        _folder.Write($"a.{dead}.old/old.txt", "old");
        _folder.Write($"b.{dead}.old/old.txt", "another's");
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.WriteFolder(_folder["a"], _ => true, _ => throw new InvalidOperationException())
        );
        Assert.Equal("old", File.ReadAllText(_folder["a/old.txt"]));
        Assert.True(Directory.Exists(_folder[$"b.{dead}.old"])); // left to who writes b
    }

    [Fact]
    public void WhatThisProcessWritesAtTheMomentStays() =>
        AtomicFile.WriteFolder(
            _folder["a"],
            _ => true,
            outer =>
            {
                AtomicFile.Recover(_folder.Path);
                AtomicFile.RecoverFolder(_folder["a"]);
                Assert.True(Directory.Exists(outer));
            }
        );

    [Fact]
    public void FoldersOnTheWayAreMade()
    {
        AtomicFile.WriteText(_folder["a/b/file.txt"], writer => writer.Write("x"));
        Assert.Equal("x", File.ReadAllText(_folder["a/b/file.txt"]));
    }

    [Fact]
    public void AFolderIsReplacedWholeOrNotAtAll()
    {
        string old = _folder.Write("folder/old.txt", "old");
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.WriteFolder(
                _folder["folder"],
                _ => true,
                target =>
                {
                    File.WriteAllText(Path.Combine(target, "new.txt"), "new");
                    Assert.Equal("old", File.ReadAllText(old));
                    throw new InvalidOperationException();
                }
            )
        );
        Assert.Equal(["folder", Path.Combine("folder", "old.txt")], Left());
        AtomicFile.WriteFolder(
            _folder["folder"] + Path.DirectorySeparatorChar,
            _ => true,
            target => File.WriteAllText(Path.Combine(target, "new.txt"), "new")
        );
        Assert.Equal(["folder", Path.Combine("folder", "new.txt")], Left());
        Assert.Throws<ButacaException>(() =>
            AtomicFile.WriteFolder(_folder["folder"], _ => false, _ => Assert.Fail("must not be filled"))
        );
        Assert.Equal(["folder", Path.Combine("folder", "new.txt")], Left());
    }

    [Fact]
    public void ALinkStaysALinkAndAnEmptyPathIsNamed()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("real.txt", "old");
        string link = folder["link.txt"];
        File.CreateSymbolicLink(link, file);
        AtomicFile.WriteText(link, writer => writer.Write("new"));
        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(file, new FileInfo(link).LinkTarget);
        const string expected = "output: found '', expected a path (perhaps a variable on the command line is unset).";
        Assert.Equal(expected, Assert.Throws<ButacaException>(() => AtomicFile.WriteText("", _ => { })).Message);
        Assert.Equal(expected, Assert.Throws<ButacaException>(() => AtomicFile.CheckFolder("", _ => true)).Message);
    }

    [Fact]
    public void WhereNothingCanBeWrittenIsSaidBeforeTheWork()
    {
        AtomicFile.CheckFile(_folder["new/folders/file.txt"]);
        AtomicFile.CheckFile(_folder.Write("old.txt", "old"));
        Assert.Equal(["old.txt"], Left()); // nothing stays of the check
        Assert.EndsWith(
            "found a folder, expected a file or a name that is free; choose another path.",
            Assert.Throws<ButacaException>(() => AtomicFile.CheckFile(_folder.Path)).Message,
            StringComparison.Ordinal
        );
        string underAFile = _folder["old.txt/file.txt"];
        Assert.StartsWith(
            $"{underAFile}: nothing can be written there",
            Assert.Throws<ButacaException>(() => AtomicFile.CheckFile(underAFile)).Message,
            StringComparison.Ordinal
        );
    }
}
