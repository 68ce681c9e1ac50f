using System.Diagnostics.CodeAnalysis;

namespace Butaca;

/// <summary>
/// The one place that words errors, so that all of them say where, what was found and what was expected.
/// </summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void Field(string file, long line, string field, string found, string expected)
    {
        string detail = $"field '{field}': found '{Shorten(found)}', expected {expected}.";
        throw new ButacaException($"{file}, line {line}, {detail}") { Line = line, Detail = detail };
    }

    [DoesNotReturn]
    public static void Line(
        string file,
        long line,
        string found,
        string expected,
        Exception? inner = null,
        FileProblem? problem = null,
        string? value = null
    )
    {
        string detail = $"found {found}, expected {expected}.";
        throw new ButacaException($"{file}, line {line}: {detail}", inner)
        {
            Line = line,
            Detail = detail,
            Problem = problem,
            Value = value,
        };
    }

    [DoesNotReturn]
    public static void File(
        string file,
        string found,
        string expected,
        Exception? inner = null,
        FileProblem? problem = null,
        string? value = null
    ) =>
        throw new ButacaException($"{file}: found {found}, expected {expected}.", inner)
        {
            Problem = problem,
            Value = value,
        };

    [DoesNotReturn]
    public static void Missing(string path, string wayOut) =>
        throw new ButacaException($"{path} does not exist. {wayOut}");

    [DoesNotReturn]
    public static void Option(string option, string found, string expected)
    {
        string detail = $"found '{Shorten(found)}', expected {expected}.";
        throw new ButacaException($"{option}: {detail}") { Option = option, Detail = detail };
    }

    /// <summary>
    /// A value from a file may be a whole book, or no text at all: quote its beginning only, without controls.
    /// </summary>
    public static string Shorten(string text, int longest = 80)
    {
        string start = text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest - 3), "...");
        return start.Any(char.IsControl)
            ? string.Concat(start.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c))
            : start;
    }
}
