using Butaca.Evaluation;

namespace Butaca.Cli.Experiments;

/// <summary>The page of the experiments: each has a marked place on it, which is added where it is missing.</summary>
internal sealed class ExperimentsPage
{
    private readonly string _file;

    /// <summary>Looks whether the page can be written, before hours of work go into what belongs on it.</summary>
    public ExperimentsPage(string file)
    {
        AtomicFile.CheckFile(file);
        _file = file;
    }

    /// <summary>Writes one experiment to its place. What is written by hand around it stays.</summary>
    public void Write(Experiment experiment, string content)
    {
        string page = File.Exists(_file) ? File.ReadAllText(_file) : "# Experiments\n";
        string place = $"\n## {experiment.Title}\n\n{ReportMarkdown.Place(experiment.Name)}\n";
        string written =
            ReportMarkdown.Splice(page, experiment.Name, content)
            ?? ReportMarkdown.Splice(page + place, experiment.Name, content)!;
        AtomicFile.WriteText(_file, writer => writer.Write(written));
    }
}
