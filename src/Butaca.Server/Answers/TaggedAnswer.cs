using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server.Answers;

/// <summary>An answer as it is sent, with what tells it from others.</summary>
/// <param name="Json">The answer, as JSON.</param>
public sealed record TaggedAnswer(ReadOnlyMemory<byte> Json)
{
    /// <summary>Bytes of the hash that a tag holds: enough that no two answers of one address share it.</summary>
    private const int TagBytes = 12;

    /// <summary>Follows from the answer alone. A weak one: compressed or not, it is the same answer.</summary>
    public EntityTagHeaderValue Tag { get; } =
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(Json.Span).AsSpan(0, TagBytes))}\"", isWeak: true);

    /// <summary>A value as an answer.</summary>
    public static TaggedAnswer Of(object value, JsonSerializerOptions options) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options));

    /// <summary>Sends the answer; 304 to whoever says that they have it.</summary>
    public IResult Send() => TypedResults.Bytes(Json, "application/json; charset=utf-8", entityTag: Tag);
}
