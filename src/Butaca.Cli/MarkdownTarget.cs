using Butaca.Evaluation;

namespace Butaca.Cli;

/// <summary>Where markdown goes: a file of its own, or with <c>PAGE#NAME</c> a marked place of a page.</summary>
internal sealed class MarkdownTarget
{
    private readonly string _file;
    private readonly string? _place;

    /// <summary>
    /// Looks whether the file can be written and the place is there, before hours of work go into what belongs in it.
    /// </summary>
    /// <exception cref="ButacaException">The page does not exist or has no such place.</exception>
    public MarkdownTarget(string text)
    {
        string[] parts = text.Split('#', 2);
        _file = parts[0];
        _place = parts.Length == 2 ? parts[1] : null;
        AtomicFile.CheckFile(_file);
        if (_place is null)
            return;
        if (!File.Exists(_file))
            throw new ButacaException(
                $"--markdown: {_file} does not exist. Give a page that has <!-- results:{_place} -->."
            );
        _ = Splice("");
    }

    /// <summary>Writes the content.</summary>
    public void Write(string content)
    {
        string page = _place is null ? content : Splice(content);
        AtomicFile.WriteText(_file, writer => writer.Write(page));
    }

    private string Splice(string content) =>
        ReportMarkdown.Splice(File.ReadAllText(_file), _place!, content)
        ?? throw new ButacaException(
            $"--markdown: {_file} has no place <!-- results:{_place} --> … <!-- /results -->. Add it."
        );
}
