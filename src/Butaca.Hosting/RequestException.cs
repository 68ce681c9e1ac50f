using System.Net;

namespace Butaca.Hosting;

/// <summary>A request that can't be answered; becomes a problem document (RFC 9457).</summary>
public sealed class RequestException : Exception
{
    private RequestException(int status, string message, string? fieldName)
        : base(message)
    {
        Status = status;
        FieldName = fieldName;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The field that is wrong; null where it is none.</summary>
    public string? FieldName { get; }

    /// <summary>A value that can't be used: 400.</summary>
    /// <param name="name">The field, such as <c>events[0].movieId</c>.</param>
    /// <param name="message">What was found and what was expected.</param>
    public static RequestException Field(string name, string message) =>
        new((int)HttpStatusCode.BadRequest, message, name);

    /// <summary>A body that can't be read: 415.</summary>
    /// <param name="message">What was found and what was expected.</param>
    public static RequestException Unsupported(string message) =>
        new((int)HttpStatusCode.UnsupportedMediaType, message, null);

    /// <summary>Something that names users, asked for without a key: 401.</summary>
    /// <param name="message">What it is, and how a key is sent.</param>
    public static RequestException NeedsKey(string message) => new((int)HttpStatusCode.Unauthorized, message, null);

    /// <summary>Something that isn't there: 404.</summary>
    public static RequestException NotFound(string message) => new((int)HttpStatusCode.NotFound, message, null);

    /// <summary>Something that doesn't fit what is going on: 409.</summary>
    public static RequestException Conflict(string message) => new((int)HttpStatusCode.Conflict, message, null);
}
