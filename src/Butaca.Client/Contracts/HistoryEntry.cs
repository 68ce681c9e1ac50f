using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Butaca.Client.Contracts;

/// <summary>
/// A movie of a history. In JSON it is the movie's id alone, or an object where there is more to say:
/// <c>{"movieId":260,"rating":4.5,"time":"2005-12-31T00:00:00Z"}</c>; both are read. An id, a <c>long</c> and a
/// <c>string</c> can be given wherever one is expected.
/// </summary>
[JsonConverter(typeof(HistoryEntryJsonConverter))]
public sealed record HistoryEntry
{
    /// <summary>The movie's id.</summary>
    public required MovieId MovieId { get; init; }

    /// <summary>
    /// How it was rated, on the scale of the data set, which in MovieLens is 0.5 to 5; null: it wasn't.
    /// </summary>
    [Range(0.0, 10.0)]
    public double? Rating { get; init; }

    /// <summary>When it was watched; null: unknown. Without an offset it is UTC.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>A movie of which it is known that it was watched.</summary>
    public static implicit operator HistoryEntry(MovieId id) => FromMovieId(id);

    /// <summary>A movie of which it is known that it was watched.</summary>
    public static implicit operator HistoryEntry(long id) => FromMovieId(id);

    /// <summary>A movie of which it is known that it was watched.</summary>
    /// <exception cref="FormatException">
    /// The text can't be an id: it is blank, too long, or has control characters.
    /// </exception>
    public static implicit operator HistoryEntry(string id) => FromMovieId(id);

    /// <summary>A movie that an export told of.</summary>
    public static implicit operator HistoryEntry(ImportedMovie imported) => FromImportedMovie(imported);

    /// <summary>A movie of which it is known that it was watched.</summary>
    public static HistoryEntry FromMovieId(MovieId id) => new() { MovieId = id };

    /// <summary>A movie that an export told of.</summary>
    public static HistoryEntry FromImportedMovie(ImportedMovie imported) =>
        new()
        {
            MovieId = imported.MovieId,
            Rating = imported.Rating,
            Time = imported.Time,
        };
}

/// <summary>A <see cref="HistoryEntry"/> as an object.</summary>
internal sealed record HistoryEntryFields
{
    public required MovieId MovieId { get; init; }

    public double? Rating { get; init; }

    public DateTimeOffset? Time { get; init; }
}

/// <summary>Reads ids and objects; writes an id where there is no more to say.</summary>
internal sealed class HistoryEntryJsonConverter : JsonConverter<HistoryEntry>
{
    public override bool HandleNull => true; // it is no entry

    public override HistoryEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
            return new MovieIdJsonConverter().Read(ref reader, typeof(MovieId), options);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        try
        {
            HistoryEntryFields fields = JsonSerializer.Deserialize(ref reader, FieldsIn(options))!;
            return new HistoryEntry
            {
                MovieId = fields.MovieId,
                Rating = fields.Rating,
                Time = fields.Time,
            };
        }
        catch (JsonException exception)
        {
            throw new JsonException(exception.Message, exception); // which has no place yet, and so is given the list's
        }
    }

    public override void Write(Utf8JsonWriter writer, HistoryEntry value, JsonSerializerOptions options)
    {
        if (value is { Rating: null, Time: null })
        {
            new MovieIdJsonConverter().Write(writer, value.MovieId, options);
            return;
        }
        HistoryEntryFields fields = new()
        {
            MovieId = value.MovieId,
            Rating = value.Rating,
            Time = value.Time,
        };
        JsonSerializer.Serialize(writer, fields, FieldsIn(options));
    }

    /// <summary>As the server's rules or the client's have it, without reflection.</summary>
    private static JsonTypeInfo<HistoryEntryFields> FieldsIn(JsonSerializerOptions options) =>
        (JsonTypeInfo<HistoryEntryFields>)options.GetTypeInfo(typeof(HistoryEntryFields));
}
