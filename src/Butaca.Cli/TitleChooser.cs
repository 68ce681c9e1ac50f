using Butaca.Data;
using Butaca.Data.Titles;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>
/// Finds out which movie a person means: asks where someone is there to answer, else lists what fits.
/// </summary>
internal sealed class TitleChooser(Terminal terminal, TitleIndex titles, MovieNames names)
{
    /// <summary>
    /// Whether the movie is said, too, where a text is its title without the year: nothing else will show which it was.
    /// Default: not.
    /// </summary>
    public bool SaysYears { get; init; }

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
            if (found.Row == resolution.Row && IsOtherTitle(found))
                terminal.Note(Describe(found));
            else if (!Says(text, titles.Catalog[resolution.Row]))
                terminal.Note($"{text} → {names.WithYear(titles.Catalog[resolution.Row])}");
            return resolution.Row;
        }
        // Data sets list some movies twice, under one title: nobody could tell them apart.
        TitleCandidate[] candidates =
        [
            .. resolution.Candidates.DistinctBy(candidate => titles.Catalog[candidate.Row].Title),
        ];
        if (candidates.Length > 0 && terminal.CanAsk)
        {
            SelectionPrompt<TitleCandidate> question = new SelectionPrompt<TitleCandidate>()
                .Title(Markup.Escape($"Which '{text}'?"))
                .UseConverter(candidate => Markup.Escape(Describe(candidate)))
                .AddChoices(candidates);
            return question.ShowAsync(terminal.Notes, cancellation).GetAwaiter().GetResult().Row;
        }
        string list = string.Concat(candidates.Select(candidate => $"\n  {Describe(candidate)}"));
        throw new ButacaException(
            resolution.Outcome == TitleOutcome.Ambiguous
                ? $"'{text}' fits several movies. Give the year, or one of these titles:{list}"
                : $"'{text}' is not in the model's catalogue.{(list.Length > 0 ? $" Nearest:{list}" : " Check the spelling.")}"
        );
    }

    /// <summary>A movie, and what of it the text met where that is not the title shown.</summary>
    private string Describe(TitleCandidate candidate)
    {
        string title = names.WithYear(titles.Catalog[candidate.Row]);
        return candidate.Field switch
        {
            _ when IsOtherTitle(candidate) => $"{candidate.Matched} → {title}",
            MatchedField.Director => $"{title}: directed by {candidate.Matched}",
            MatchedField.Cast => $"{title}: with {candidate.Matched}",
            _ => title,
        };
    }

    /// <summary>Whether a text says itself which movie it was taken for.</summary>
    private bool Says(string text, Movie movie)
    {
        MovieTitle said = MovieTitle.Parse(text);
        return (!SaysYears || said.Year == movie.Year) && names.IsShown(movie, said.Name);
    }

    private bool IsOtherTitle(TitleCandidate candidate) =>
        candidate.Field is MatchedField.Title or MatchedField.Translation
        && !names.IsShown(titles.Catalog[candidate.Row], candidate.Matched);
}
