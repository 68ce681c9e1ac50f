using Butaca.Data;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>Shows a person that long work goes on. Silent where nobody watches, as in a pipe or a log.</summary>
public static class Working
{
    /// <summary>Runs work that reads files, with a bar for each file.</summary>
    /// <param name="terminal">The bars go to its notes.</param>
    /// <param name="work">Receives where to report, or null.</param>
    public static T WithProgress<T>(this Terminal terminal, Func<IProgress<ReadProgress>?, T> work) =>
        terminal.Notes.Profile.Capabilities.Interactive
            ? terminal.Notes.Progress().AutoClear(true).Start(context => work(new Bars(context)))
            : work(null);

    private sealed class Bars(ProgressContext context) : IProgress<ReadProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(ReadProgress value)
        {
            if (!_tasks.TryGetValue(value.File, out ProgressTask? task))
            {
                task = context.AddTask(Markup.Escape($"Reading {Path.GetFileName(value.File)}"), maxValue: 1);
                _tasks.Add(value.File, task);
            }
            task.Value = value.Fraction;
        }
    }
}
