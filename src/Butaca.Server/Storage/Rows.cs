using System.Globalization;
using System.Text.Json;
using Butaca.Data;

namespace Butaca.Server.Storage;

// What Dapper fills: the records of IStore have neither setters nor the databases' integer types.
#pragma warning disable CA1812 // made by Dapper

internal static class Row
{
    /// <summary>A number of a row as what it stands for: one that stands for nothing must not pass for the greatest scope.</summary>
    public static T Named<T>(long number, string table, string id, string field) where T : struct, Enum
    {
        T value = (T)Enum.ToObject(typeof(T), number);
        if (Enum.IsDefined(value)) return value;
        string known = string.Join(", ", Enum.GetValues<T>().Select(one => $"{Convert.ToInt64(one, CultureInfo.InvariantCulture)} ({one})"));
        throw new StoreException($"The store, table {table}, id {id}, field {field}: found {number}, expected one of {known}. Correct the row.", isTransient: false);
    }
}

internal sealed class EventRow
{
    public long Seq { get; set; }
    public string Id { get; set; } = "";
    public string Person { get; set; } = "";
    public long Movie { get; set; }
    public long Kind { get; set; }
    public double? Rating { get; set; }
    public long Time { get; set; }
    public string? Recommendation { get; set; }

    public StoredEvent ToEvent() => new(Id, Person, Movie, Row.Named<EventKind>(Kind, "events", Id, "kind"), Rating, Time, Recommendation);
}

internal sealed class MovieRow
{
    public long Id { get; set; }
    public string Title { get; set; } = "";
    public int? Year { get; set; }
    public string Genres { get; set; } = "";
    public string? Origin { get; set; }
    public string? Synopsis { get; set; }

    public Movie ToMovie()
    {
        try
        {
            if (JsonSerializer.Deserialize<string?[]>(Genres) is { } genres && !genres.Contains(null))
                return new Movie(Id, Title) { Year = Year, Genres = [.. genres!], Origin = Origin, Synopsis = Synopsis };
        }
        catch (JsonException)
        {
            // told of below
        }
        throw new StoreException($"The store, table movies, id {Id}, field genres: found '{Genres}', expected a JSON array of names. Correct the row.", isTransient: false);
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

    public StoredKey ToKey() => new(Id, Hash, Name, Row.Named<KeyScope>(Scope, "api_keys", Id, "scope"), Created, Revoked);
}

internal sealed class StatisticsRow
{
    public string Model { get; set; } = "";
    public long Lists { get; set; }
    public long People { get; set; }
    public long Movies { get; set; }
    public long Watched { get; set; }
    public long Hits { get; set; }
    public long Dismissed { get; set; }

    public ModelStatistics ToStatistics() => new(Model, Lists, People, Movies, Watched, Hits, Dismissed);
}
