using System.ComponentModel;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server.Apis;

/// <summary>In which language a request wants titles and synopses.</summary>
internal sealed class ReaderLanguage
{
    [
        FromQuery(Name = "lang"),
        Description(
            "The language of titles and synopses, such as `es`, where the data set has it; by default what Accept-Language asks for, or else the data set's own."
        )
    ]
    public string? Lang { get; init; }

    /// <summary>The request, for its Accept-Language.</summary>
    public required HttpContext Context { get; init; }

    /// <summary>The movies as the reader's language has them.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="options">Knows the data set's own language.</param>
    /// <exception cref="RequestException"><see cref="Lang"/> is no language tag.</exception>
    public LiveCatalog Of(LiveCatalog catalog, ServerOptions options) =>
        catalog.In(Choose(catalog.Summary.Translations, options.SynopsisLanguage), options.SynopsisLanguage);

    /// <summary>The language that is asked for and that the data set has; null: its own.</summary>
    /// <param name="translations">The languages that movies are translated into.</param>
    /// <param name="own">The data set's own.</param>
    public string? Choose(IReadOnlyList<string> translations, string own)
    {
        if (Lang is not null)
            return Parse(Lang);
        Context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        IEnumerable<string> asked = Context
            .Request.GetTypedHeaders()
            .AcceptLanguage.Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value ?? "");
        return asked.FirstOrDefault(language =>
            LanguageTag.AreAlike(language, own) || translations.Any(known => LanguageTag.AreAlike(known, language))
        );
    }

    /// <summary>A language that is asked for by its tag.</summary>
    /// <exception cref="RequestException">It is no tag.</exception>
    public static string Parse(string lang) =>
        LanguageTag.TryParse(lang, out string? tag)
            ? tag
            : throw RequestException.Field("lang", $"found '{lang}', expected a language tag such as es or pt-BR");
}
