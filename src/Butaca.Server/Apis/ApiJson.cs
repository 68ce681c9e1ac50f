using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butaca.Server.Apis;

/// <summary>How the server reads and writes JSON.</summary>
internal static class ApiJson
{
    /// <summary>Says so to the serializer.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new UtcConverter());
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // it is never put into HTML
    }
}
