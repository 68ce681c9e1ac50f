using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Butaca.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server.Apis;

/// <summary>JSON in lines (NDJSON), one value each: what is sent and answered where there is much of it.</summary>
internal static class JsonLines
{
    public const string ContentType = "application/x-ndjson";

    private const string Json = "application/json";
    private const string Body = "body";

    /// <summary>
    /// Reads the lines of a request. What is wrong with one is told beside it, and the others are read all the same.
    /// </summary>
    /// <param name="request">Its body is read as it comes.</param>
    /// <param name="options">How JSON is read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RequestException">A line is longer than <see cref="LimitOptions.BodyBytes"/>.</exception>
    public static async IAsyncEnumerable<ReadLine<T>> ReadAsync<T>(
        HttpRequest request,
        JsonSerializerOptions options,
        [EnumeratorCancellation] CancellationToken cancellation
    )
        where T : class
    {
        int longest = request.HttpContext.RequestServices.GetRequiredService<ServerOptions>().Limits.BodyBytes;
        PipeReader body = request.BodyReader;
        int number = 0;
        bool isEnd = false;
        while (!isEnd)
        {
            ReadResult read = await body.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            isEnd = read.IsCompleted;
            try
            {
                while (!rest.IsEmpty)
                {
                    SequencePosition? end = rest.PositionOf((byte)'\n');
                    ReadOnlySequence<byte> line = end is { } at ? rest.Slice(0, at) : rest;
                    if (line.Length > longest)
                        throw RequestException.Field(
                            Body,
                            $"line {number + 1}: found more than {longest} bytes, expected one JSON object a line. Nothing from this line on was read"
                        );
                    if (end is null && !isEnd)
                        break;
                    rest = end is { } next ? rest.Slice(rest.GetPosition(1, next)) : rest.Slice(rest.End);
                    number++;
                    if (Parse<T>(number, line.ToArray(), options) is { } parsed)
                        yield return parsed;
                }
            }
            finally
            {
                body.AdvanceTo(rest.Start, rest.End); // also where a line is too long: the server drains what is left
            }
        }
    }

    /// <summary>Checks that a request had lines.</summary>
    /// <exception cref="RequestException">It had none.</exception>
    public static void CheckCount(int lines)
    {
        if (lines == 0)
            throw RequestException.Field(Body, "missing, expected one JSON object a line");
    }

    /// <summary>
    /// Answers with values: in lines, or in an array to whoever accepts <c>application/json</c> and no lines.
    /// </summary>
    /// <param name="response">Begins with the first value, so that what can't be answered is told with a
    /// status.</param>
    /// <param name="values">The values.</param>
    /// <param name="options">How JSON is written.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static async Task WriteAsync<T>(
        HttpResponse response,
        IAsyncEnumerable<T> values,
        JsonSerializerOptions options,
        CancellationToken cancellation
    )
    {
        bool isArray = WantsArray(response.HttpContext.Request);
        int count = 0;
        await foreach (T value in values.WithCancellation(cancellation))
        {
            if (count++ == 0)
                response.ContentType = isArray ? Json : ContentType;
            if (isArray)
                await response.BodyWriter.WriteAsync(count == 1 ? "["u8.ToArray() : ","u8.ToArray(), cancellation);
            await JsonSerializer.SerializeAsync(response.Body, value, options, cancellation);
            if (!isArray)
                await response.BodyWriter.WriteAsync("\n"u8.ToArray(), cancellation);
        }
        if (count == 0)
            response.ContentType = isArray ? Json : ContentType;
        if (isArray)
            await response.BodyWriter.WriteAsync(count == 0 ? "[]"u8.ToArray() : "]"u8.ToArray(), cancellation);
    }

    /// <summary>
    /// Lets an endpoint take more than others, since what comes in lines is not one value. Where another endpoint of
    /// its address takes JSON, that one has what comes without a type.
    /// </summary>
    public static TBuilder TakesMuch<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built =>
            built.Metadata.Add(
                new RequestSizeLimitAttribute(
                    built.ApplicationServices.GetRequiredService<ServerOptions>().Limits.LinesBytes
                )
            )
        );
        endpoint.WithOrder(1).WithRequestTimeout(LimitOptions.LongTimeout);
        return endpoint;
    }

    private static ReadLine<T>? Parse<T>(int number, byte[] line, JsonSerializerOptions options)
        where T : class
    {
        ReadOnlySpan<byte> text = line;
        if (number == 1 && text.StartsWith("\uFEFF"u8))
            text = text[3..];
        if (text.Trim(" \t\r"u8).IsEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, options) is { } value
                ? new ReadLine<T>(number, value, null)
                : new ReadLine<T>(number, null, RequestException.Field(Body, "found null, expected an object"));
        }
        catch (JsonException exception)
        {
            (string message, string field) = Problems.OfJson(exception);
            return new ReadLine<T>(number, null, RequestException.Field(field, message));
        }
    }

    private static bool WantsArray(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MediaType == Json) && !accepted.Any(type => type.MediaType == ContentType);
    }
}

/// <summary>A line of a request.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Value">What it says; null where it can't be read.</param>
/// <param name="Problem">Why it can't.</param>
internal sealed record ReadLine<T>(int Number, T? Value, RequestException? Problem)
    where T : class;
