using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Butaca.Client;

/// <summary>Values as lines of JSON (NDJSON), sent as they come.</summary>
internal sealed class LinesContent<T> : HttpContent
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private readonly IAsyncEnumerable<T> _values;
    private readonly JsonTypeInfo<T> _type;

    public LinesContent(IAsyncEnumerable<T> values, JsonTypeInfo<T> type)
    {
        _values = values;
        _type = type;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        await foreach (T value in _values.WithCancellation(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(stream, value, _type, cancellationToken);
            await stream.WriteAsync(LineEnd, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
