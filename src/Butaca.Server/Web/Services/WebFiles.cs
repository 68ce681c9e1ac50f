using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server.Web.Services;

/// <summary>
/// The page's files, which are embedded in this assembly: styles, scripts, the icon, and Blazor's script.
/// </summary>
internal static class WebFiles
{
    private const string Prefix = "web/";

    private static readonly Dictionary<string, Asset> All = typeof(WebFiles)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Asset.Read, StringComparer.Ordinal);

    /// <summary>
    /// The address of a file; another one once the file is another, so that browsers may keep it for good.
    /// </summary>
    public static string Url(string name) => $"/{Prefix}{name}?v={All[name].Version}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Prefix}{{name}}", Get).ExcludeFromDescription().DisableHttpMetrics();
        routes
            .MapGet("/favicon.ico", (HttpRequest request, HttpResponse response) => Get("icon.svg", request, response))
            .ExcludeFromDescription()
            .DisableHttpMetrics();
        _ = Task.Run(() => All.Values.AsParallel().ForAll(asset => asset.Prepare())); // so that the first visitor doesn't wait for it
    }

    private static IResult Get(string name, HttpRequest request, HttpResponse response)
    {
        if (!All.TryGetValue(name, out Asset? asset))
            return Results.NotFound();
        string encodings = request.Headers.AcceptEncoding.ToString();
        (string? encoding, byte[] content) =
            encodings.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli.Value)
            : encodings.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip.Value)
            : (null, asset.Raw);
        if (encoding is not null)
            response.Headers.ContentEncoding = encoding;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl =
            request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(
            content,
            asset.ContentType,
            entityTag: new EntityTagHeaderValue($"\"{asset.Version}{encoding}\"")
        );
    }

    private sealed class Asset
    {
        private Asset(string name, byte[] raw)
        {
            Raw = raw;
            Version = Convert.ToHexStringLower(SHA256.HashData(raw))[..12];
            ContentType = Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".png" => "image/png",
                _ => "image/svg+xml",
            };
            Brotli = new Lazy<byte[]>(() =>
                Compress(stream => new BrotliStream(stream, CompressionLevel.SmallestSize))
            );
            Gzip = new Lazy<byte[]>(() => Compress(stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
        }

        public byte[] Raw { get; }

        public string Version { get; }

        public string ContentType { get; }

        public Lazy<byte[]> Brotli { get; }

        public Lazy<byte[]> Gzip { get; }

        public static Asset Read(string name)
        {
            using Stream stream = typeof(WebFiles).Assembly.GetManifestResourceStream(name)!;
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            return new Asset(name, bytes.ToArray());
        }

        public void Prepare() => _ = Brotli.Value.Length + Gzip.Value.Length;

        private byte[] Compress(Func<Stream, Stream> open)
        {
            using MemoryStream bytes = new();
            using (Stream compressed = open(bytes))
                compressed.Write(Raw);
            return bytes.ToArray();
        }
    }
}
