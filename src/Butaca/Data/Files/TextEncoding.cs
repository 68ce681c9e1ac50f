using System.Text;
using System.Text.Unicode;
using UtfUnknown;

namespace Butaca.Data.Files;

/// <summary>
/// Tells the encoding of a file that doesn't say which it uses: UTF-8 where all of it is valid as such, UTF-16 where
/// every other byte is mostly zero, a code page of another script where one is clear, else Windows-1252, which is
/// Latin-1 with letters and quotation marks (œ, ’) where that has controls. UTF-8 with a few bytes that aren't stays
/// UTF-8: it is strict, so that whoever decodes it learns of them.
/// </summary>
internal static class TextEncoding
{
    private const int Window = 1 << 18;
    private const int SampleForScripts = 1 << 20;
    private const float ClearScript = 0.6f;

    /// <summary>
    /// Code pages that aren't of Latin letters: those are told apart by their bytes, those of Latin letters hardly.
    /// </summary>
    private static readonly int[] Scripts = [932, 936, 949, 950, 1251, 1253, 1255, 1256, 20866, 51932, 51949, 54936];

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private static readonly Encoding StrictWindows1252 = CodePagesEncodingProvider.Instance.GetEncoding(
        1252,
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of a file.</summary>
    public static Encoding Of(string path)
    {
        using FileStream stream = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.SequentialScan
        );
        return Of(stream);
    }

    /// <summary>The encoding of a stream, which is read to its end and set back to its start.</summary>
    public static Encoding Of(Stream stream)
    {
        byte[] bytes = new byte[Window];
        int read = stream.ReadAtLeast(bytes, Window, throwOnEndOfStream: false);
        Encoding encoding =
            Marked(bytes.AsSpan(0, read))
            ?? Utf16(bytes.AsSpan(0, read))
            ?? (IsUtf8(stream, bytes, read) ? Encoding.UTF8 : OfBytes(stream));
        stream.Position = 0;
        return encoding;
    }

    /// <summary>
    /// A text that was UTF-8, was read as Windows-1252 and saved so, such as <c>AmÃ©lie</c>; others as they are.
    /// </summary>
    public static string Repaired(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u00C2', '\u00F4'))
            return text;
        try
        {
            return StrictUtf8.GetString(StrictWindows1252.GetBytes(text));
        }
        catch (Exception exception) when (exception is DecoderFallbackException or EncoderFallbackException)
        {
            return text;
        }
    }

    /// <summary>By a byte order mark.</summary>
    private static Encoding? Marked(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? Encoding.UTF32
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
        : null;

    /// <summary>Without a byte order mark: the header's letters are bytes beside zeros.</summary>
    private static Encoding? Utf16(ReadOnlySpan<byte> start)
    {
        int even = 0;
        int odd = 0;
        start = start[..Math.Min(start.Length & ~1, 512)];
        for (int i = 0; i < start.Length; i += 2)
        {
            even += start[i] == 0 ? 1 : 0;
            odd += start[i + 1] == 0 ? 1 : 0;
        }
        return odd * 4 > start.Length && even == 0 ? Encoding.Unicode
            : even * 4 > start.Length && odd == 0 ? Encoding.BigEndianUnicode
            : null;
    }

    private static bool IsUtf8(Stream stream, byte[] bytes, int count)
    {
        while (count > 0)
        {
            int whole = count - UnfinishedAt(bytes.AsSpan(0, count));
            if (!Utf8.IsValid(bytes.AsSpan(0, whole)))
                return false;
            int left = count - whole;
            bytes.AsSpan(whole, left).CopyTo(bytes);
            int read = stream.Read(bytes, left, bytes.Length - left);
            if (read == 0)
                return left == 0;
            count = left + read;
        }
        return true;
    }

    /// <summary>How many bytes at the end begin a character whose rest is still to come.</summary>
    private static int UnfinishedAt(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            byte b = bytes[^back];
            if ((b & 0xC0) == 0x80)
                continue; // goes on with a character
            int length =
                b >= 0xF0 ? 4
                : b >= 0xE0 ? 3
                : b >= 0xC0 ? 2
                : 1;
            return length > back ? back : 0;
        }
        return 0;
    }

    private static Encoding OfBytes(Stream stream)
    {
        stream.Position = 0;
        byte[] sample = new byte[Math.Min(stream.Length, SampleForScripts)];
        stream.ReadExactly(sample);
        if (IsMostlyUtf8(sample))
            return StrictUtf8;
        DetectionDetail? told = CharsetDetector.DetectFromBytes(sample).Detected;
        return
            told is { Confidence: >= ClearScript, Encoding: { } encoding }
            && Array.IndexOf(Scripts, encoding.CodePage) >= 0
            ? encoding
            : Encoding.GetEncoding(1252);
    }

    /// <summary>Whether more characters beyond ASCII are valid UTF-8 than bytes are not.</summary>
    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        int valid = 0;
        int invalid = 0;
        while (!bytes.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(bytes, out _, out int length) == System.Buffers.OperationStatus.Done;
            if (!isValid)
                invalid++;
            else if (length > 1)
                valid++;
            bytes = bytes[length..];
        }
        return valid > invalid;
    }
}
