using System.Collections.Immutable;

namespace Butaca.Data;

/// <summary>What a movie is called and what happens in it, in a language other than the data set's own.</summary>
/// <param name="Language">A language tag such as <c>"es"</c> or <c>"pt-BR"</c>; see <see cref="LanguageTag"/>.</param>
public sealed record MovieTranslation(string Language)
{
    /// <summary>
    /// The titles, the one to show first; others are in use elsewhere, as in Latin America beside Spain. Empty where
    /// unknown.
    /// </summary>
    public ImmutableArray<string> Titles { get; init; } = [];

    /// <summary>What happens in it, as prose; null where unknown.</summary>
    public string? Synopsis { get; init; }

    /// <summary>The title to show; null where none is known.</summary>
    public string? Title => Titles.IsDefaultOrEmpty ? null : Titles[0];

    /// <summary>Whether all of it is equal, the titles one by one.</summary>
    public bool Equals(MovieTranslation? other) =>
        other is not null
        && Language == other.Language
        && Synopsis == other.Synopsis
        && Titles.AsSpan().SequenceEqual(other.Titles.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Language, Title);
}
