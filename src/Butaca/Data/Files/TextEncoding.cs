using System.Text;

namespace Butaca.Data.Files;

/// <summary>Tells the encoding of files that do not say which they use.</summary>
internal static class TextEncoding
{
    /// <summary>UTF-8 where the whole file is valid UTF-8, else Latin-1, in which every file is valid.</summary>
    public static Encoding Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        Decoder decoder = strict.GetDecoder();
        byte[] bytes = new byte[1 << 16];
        char[] chars = new char[strict.GetMaxCharCount(bytes.Length)];
        try
        {
            int read;
            while ((read = stream.Read(bytes)) > 0)
                decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false);
            decoder.GetChars([], chars, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1;
        }
    }
}
