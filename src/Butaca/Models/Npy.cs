using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Butaca.Models;

/// <summary>
/// NumPy's array file format, version 1.0 (numpy.lib.format): little-endian, C order. Models keep their arrays in it,
/// so that a data scientist opens them with <c>numpy.load</c>.
/// </summary>
public static partial class Npy
{
    private const int Alignment = 64;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>Writes an array.</summary>
    /// <typeparam name="T">float, int, uint or long.</typeparam>
    /// <param name="stream">Receives the file.</param>
    /// <param name="values">The values in C order.</param>
    /// <param name="shape">The lengths of the dimensions; their product is the number of values.</param>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        WriteHeader(stream, Descr<T>(), shape);
        const int chunk = 1 << 24; // a span of bytes can't be longer than 2 GB
        for (int at = 0; at < values.Length; at += chunk)
            stream.Write(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(chunk, values.Length - at))));
    }

    /// <summary>Writes texts as an array of NumPy's unicode strings: UTF-32, all as long as the longest.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="texts">The texts, none with a zero character.</param>
    public static void WriteTexts(Stream stream, IReadOnlyList<string> texts)
    {
        byte[][] all = [.. texts.Select(Encoding.UTF32.GetBytes)];
        int length = all.Select(text => text.Length).DefaultIfEmpty().Max();
        WriteHeader(stream, $"<U{length / 4}", texts.Count);
        foreach (byte[] text in all)
        {
            stream.Write(text);
            stream.Write(new byte[length - text.Length]);
        }
    }

    private static void WriteHeader(Stream stream, string descr, params ReadOnlySpan<int> shape)
    {
        string lengths = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        string header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({lengths}), }}";
        int prefix = Magic.Length + 2;
        int padded = (prefix + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        header = header.PadRight(padded - prefix - 1) + '\n';
        stream.Write(Magic);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(header));
    }

    /// <summary>Reads an array.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="shape">The expected lengths; −1 stands for any.</param>
    /// <exception cref="ButacaException">It is no such array, or it is cut short.</exception>
    public static T[] Read<T>(Stream stream, string name, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        byte[] prefix = new byte[Magic.Length + 2];
        if (
            stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length
            || !prefix.AsSpan(0, Magic.Length).SequenceEqual(Magic)
        )
            Throw.File(name, "no NumPy header", "a .npy file, version 1.0");
        byte[] header = new byte[BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(Magic.Length))];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            Throw.File(name, "the end of the file", "a whole header; copy the model again");
        string text = Encoding.ASCII.GetString(header).Trim('\0', ' ', '\n');
        Match match = HeaderPattern().Match(text);
        if (!match.Success || match.Groups["descr"].Value != Descr<T>() || match.Groups["order"].Value != "False")
            Throw.File(name, $"the header {text}", $"{Descr<T>()} in C order");
        int[] found =
        [
            .. match
                .Groups["shape"]
                .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(length => int.TryParse(length, CultureInfo.InvariantCulture, out int value) ? value : -1),
        ];
        bool fits = found.Length == shape.Length;
        long count = 1;
        for (int i = 0; fits && i < found.Length; i++)
        {
            fits = found[i] >= 0 && (shape[i] == -1 || shape[i] == found[i]);
            count *= found[i];
        }
        if (!fits || count > Array.MaxLength)
            Throw.File(
                name,
                $"the shape ({match.Groups["shape"].Value})",
                $"({string.Join(", ", shape.ToArray().Select(l => l == -1 ? "any" : l.ToString()))})"
            );
        T[] values = GC.AllocateUninitializedArray<T>((int)count);
        const int chunk = 1 << 24;
        for (int at = 0; at < values.Length; at += chunk)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(chunk, values.Length - at)));
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                Throw.File(name, "the end of the file", $"{count} values; copy the model again");
        }
        return values;
    }

    private static string Descr<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? "<f4"
        : typeof(T) == typeof(int) ? "<i4"
        : typeof(T) == typeof(uint) ? "<u4"
        : typeof(T) == typeof(long) ? "<i8"
        : throw new NotSupportedException($"found {typeof(T)}, expected float, int, uint or long.");

    [GeneratedRegex(
        @"^\{'descr': '(?<descr>[^']*)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]*)\), \}$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex HeaderPattern();
}
