namespace Butaca.Server.Apis;

/// <summary>JSON in lines (NDJSON), one value each.</summary>
internal static class JsonLines
{
    public const string ContentType = "application/x-ndjson";
}
