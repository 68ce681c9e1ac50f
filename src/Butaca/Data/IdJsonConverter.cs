using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butaca.Data;

/// <summary>An <see cref="Id"/> as JSON: a number where it is a whole number, else a text. Both are read.</summary>
public sealed class IdJsonConverter : JsonConverter<Id>
{
    /// <inheritdoc/>
    public override Id Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(
                reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan
            ),
            _ => null,
        };
        bool isDecimal = reader.TokenType == JsonTokenType.Number && text!.AsSpan().ContainsAny(".eE");
        if (isDecimal || !Id.TryParse(text, out Id id))
            throw new JsonException($"found {text ?? $"{reader.TokenType}"}, expected {Id.Expected}.");
        return id;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Id value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
            writer.WriteNumberValue(value.Number);
        else
            writer.WriteStringValue(value.ToString());
    }
}
