using Butaca.Data.Titles;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>Finds out which movie a person means: asks where someone is there to answer, else lists what fits.</summary>
internal sealed class TitleChooser(Terminal terminal, TitleIndex titles)
{
    /// <summary>The row of the movie that a text means.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ButacaException">It fits several, and nobody can be asked; or none.</exception>
    public int Choose(string text, CancellationToken cancellation)
    {
        TitleResolution resolution = titles.Resolve(text);
        if (resolution.Outcome == TitleOutcome.Found)
        {
            TitleCandidate found = resolution.Candidates[0];
            if (found.Field == MatchedField.Translation)
                terminal.Note($"{found.Matched} → {titles.Catalog[found.Row].Title}");
            return resolution.Row;
        }
        List<string> candidates = [.. resolution.Candidates.Select(c => titles.Catalog[c.Row].Title).Distinct()];
        if (candidates.Count > 0 && terminal.CanAsk)
        {
            SelectionPrompt<string> question = new SelectionPrompt<string>()
                .Title(Markup.Escape($"Which '{text}'?"))
                .UseConverter(Markup.Escape)
                .AddChoices(candidates);
            string chosen = question.ShowAsync(terminal.Notes, cancellation).GetAwaiter().GetResult();
            return resolution.Candidates.First(c => titles.Catalog[c.Row].Title == chosen).Row;
        }
        string list = string.Concat(
            resolution.Candidates.DistinctBy(c => titles.Catalog[c.Row].Title).Select(c => $"\n  {Describe(c)}")
        );
        throw new ButacaException(
            resolution.Outcome == TitleOutcome.Ambiguous
                ? $"'{text}' fits several movies. Give the year, or one of these titles:{list}"
                : $"'{text}' is not in the model's catalogue.{(list.Length > 0 ? $" Nearest:{list}" : " Check the spelling.")}"
        );
    }

    /// <summary>A movie, and what of it the text met where that is not its title.</summary>
    private string Describe(TitleCandidate candidate)
    {
        string title = titles.Catalog[candidate.Row].Title;
        return candidate.Field switch
        {
            MatchedField.Translation => $"{title}: {candidate.Matched}",
            MatchedField.Director => $"{title}: directed by {candidate.Matched}",
            MatchedField.Cast => $"{title}: with {candidate.Matched}",
            _ => title,
        };
    }
}
