using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butaca.Client.Contracts;

/// <summary>
/// A movie's id to the letter: a whole number such as <c>260</c>, or any other text such as <c>tt0078748</c>, a GUID or
/// <c>0042</c>, which is another id than <c>42</c>. In JSON it is a number where it is a whole number, else a text;
/// both are read. A <c>long</c> and a <c>string</c> can be given wherever one is expected.
/// </summary>
[JsonConverter(typeof(MovieIdJsonConverter))]
public readonly record struct MovieId : IParsable<MovieId>
{
    /// <summary>The most characters that it may have.</summary>
    public const int Longest = 255;

    /// <summary>What it may be, for people to read.</summary>
    public const string Expected =
        "a movie's id: a whole number, or a text of 1 to 255 characters without control characters";

    private readonly string? _text;

    private MovieId(string text) => _text = text;

    /// <summary>A whole number as an id.</summary>
    public static implicit operator MovieId(long number) => FromInt64(number);

    /// <summary>A text as an id.</summary>
    /// <exception cref="FormatException">
    /// The text can't be one: it is blank, too long, or has control characters.
    /// </exception>
    public static implicit operator MovieId(string text) => Parse(text, null);

    /// <summary>An id as its text.</summary>
    public static implicit operator string(MovieId id) => id.ToString();

    /// <summary>A whole number as an id.</summary>
    public static MovieId FromInt64(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public static MovieId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out MovieId id) ? id : throw new FormatException($"found '{s}', expected {Expected}.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MovieId result)
    {
        string text = s?.Trim() ?? "";
        bool fits = text.Length is > 0 and <= Longest && !text.Any(char.IsControl);
        result = fits ? new MovieId(text) : default;
        return fits;
    }

    /// <summary>The id to the letter.</summary>
    public override string ToString() => _text ?? "0";
}

/// <summary>Reads numbers and texts; writes a number where the id is a whole number.</summary>
internal sealed class MovieIdJsonConverter : JsonConverter<MovieId>
{
    public override MovieId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(
                reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan
            ),
            _ => null,
        };
        bool isFraction = reader.TokenType == JsonTokenType.Number && text!.AsSpan().ContainsAny(".eE");
        if (isFraction || !MovieId.TryParse(text, null, out MovieId id))
            throw new JsonException();
        return id;
    }

    public override void Write(Utf8JsonWriter writer, MovieId value, JsonSerializerOptions options)
    {
        string text = value.ToString();
        bool isNumber =
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number.ToString(CultureInfo.InvariantCulture) == text;
        if (isNumber)
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(text);
    }
}
