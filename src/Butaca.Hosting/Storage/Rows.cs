using System.Text.Json;
using Butaca.Data;

namespace Butaca.Hosting.Storage;

// What Dapper fills: the records of IStore have neither setters nor the databases' integer types.
#pragma warning disable CA1812 // made by Dapper

/// <summary>A movie's id as it is stored.</summary>
internal static class StoredId
{
    /// <summary>The id that a row holds.</summary>
    /// <exception cref="StoreException">It holds none.</exception>
    public static Id Of(string table, string row, string text) =>
        Id.TryParse(text, out Id id)
            ? id
            : throw new StoreException(
                $"The store, table {table}, id {row}: found '{text}', expected {Id.Expected}. Correct the row.",
                isTransient: false
            );
}

internal sealed class EventRow
{
    public long Seq { get; set; }
    public string Id { get; set; } = "";
    public string User { get; set; } = "";
    public string Movie { get; set; } = "";
    public long Kind { get; set; }
    public double? Rating { get; set; }
    public long Time { get; set; }
    public string? Recommendation { get; set; }
    public string? OwnKind { get; set; }

    public StoredEvent ToEvent()
    {
        if (Kind is < (long)EventKind.Watched or > (long)EventKind.Kept)
            throw new StoreException(
                $"The store, table events, id {Id}, field kind: found {Kind}, expected {(int)EventKind.Watched} to {(int)EventKind.Kept}. Correct the row.",
                isTransient: false
            );
        return new StoredEvent(
            Id,
            User,
            StoredId.Of("events", Id, Movie),
            (EventKind)Kind,
            Rating,
            Time,
            Recommendation
        )
        {
            OwnKind = OwnKind,
        };
    }
}

internal sealed class ShownOfRow
{
    public string Id { get; set; } = "";
    public string User { get; set; } = "";
    public string Model { get; set; } = "";
    public long Time { get; set; }
    public string Movies { get; set; } = "";

    public ShownList ToList() => new(Id, User, Model, Time, ShownRow.MoviesOf(Id, Movies));
}

internal sealed class MovieRow
{
    public string Id { get; set; } = "";
    public string Title { get; set; } = "";
    public int? Year { get; set; }
    public string Genres { get; set; } = "";
    public string? Origin { get; set; }
    public string? Synopsis { get; set; }
    public string? More { get; set; }

    public Movie ToMovie()
    {
        Movie movie = ToPlainMovie();
        return More is null
            ? movie
            : MovieMore.Of(movie, More)
                ?? throw new StoreException(
                    $"The store, table movies, id {Id}, field more: found '{More}', expected JSON as the server writes it. Correct the row.",
                    isTransient: false
                );
    }

    private Movie ToPlainMovie()
    {
        try
        {
            if (JsonSerializer.Deserialize<string?[]>(Genres) is { } genres && !genres.Contains(null))
                return new Movie(StoredId.Of("movies", Id, Id), Title)
                {
                    Year = Year,
                    Genres = [.. genres!],
                    Origin = Origin,
                    Synopsis = Synopsis,
                };
        }
        catch (JsonException)
        {
            // told of below
        }
        throw new StoreException(
            $"The store, table movies, id {Id}, field genres: found '{Genres}', expected a JSON array of names. Correct the row.",
            isTransient: false
        );
    }
}

internal sealed class KeyRow
{
    public string Id { get; set; } = "";
    public string Hash { get; set; } = "";
    public string Name { get; set; } = "";
    public long Scope { get; set; }
    public long Created { get; set; }
    public long? Revoked { get; set; }

    /// <summary>
    /// A scope that there isn't lets do nothing: it must not pass for the greatest, nor keep other keys from being
    /// read.
    /// </summary>
    public StoredKey ToKey() =>
        new(
            Id,
            Hash,
            Name,
            Scope is >= (long)KeyScope.Read and <= (long)KeyScope.Admin ? (KeyScope)Scope : default,
            Created,
            Revoked
        );
}

internal sealed class StatisticsRow
{
    public string Model { get; set; } = "";
    public long Lists { get; set; }
    public long Users { get; set; }
    public long Movies { get; set; }
    public long Watched { get; set; }
    public long Hits { get; set; }
    public long Dismissed { get; set; }

    public ModelStatistics ToStatistics() => new(Model, Lists, Users, Movies, Watched, Hits, Dismissed);
}
