using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butaca.Server.Apis;

/// <summary>
/// Reads a time that names no offset as UTC, as addresses have it read: the framework would take the server's own zone.
/// </summary>
internal sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTime(out DateTime time) && time.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
