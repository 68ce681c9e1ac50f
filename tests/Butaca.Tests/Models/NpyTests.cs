using System.Text;
using Butaca.Models;
using CsCheck;

namespace Butaca.Tests.Models;

public sealed class NpyTests
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";

    [Fact]
    public void TheBytesAreThoseOfNumPysFormat()
    {
        // By the letter of numpy.lib.format 1.0: magic, version, length of the header (little-endian), the header
        // padded by
        // spaces to a multiple of 64 bytes in all and ended by a line feed, then the values.
        byte[] expected = File(Header, 1f, -2.5f, 0f, float.NaN);
        Assert.Equal(128 + 16, expected.Length);
        using MemoryStream stream = new();
        Npy.Write<float>(stream, [1, -2.5f, 0, float.NaN], 2, 2);
        Assert.Equal(expected, stream.ToArray());

        using MemoryStream one = new();
        Npy.Write<int>(one, [7, -1, 0x01020304], 3);
        Assert.Contains(
            "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), } ",
            Encoding.ASCII.GetString(one.ToArray()),
            StringComparison.Ordinal
        );
        Assert.Equal<byte>([7, 0, 0, 0, 255, 255, 255, 255, 4, 3, 2, 1], one.ToArray()[^12..]);
    }

    [Fact]
    public void EveryTypeReadsBack()
    {
        Gen.Float.Array[0, 40]
            .Sample(
                values =>
                    RoundTrip(
                        values.Select(BitConverter.SingleToInt32Bits),
                        Read(values).Select(BitConverter.SingleToInt32Bits)
                    ),
                iter: 200,
                threads: 1
            );
        Gen.Int.Array[0, 40].Sample(values => RoundTrip(values, Read(values)), iter: 200, threads: 1);
        Gen.UInt.Array[0, 40].Sample(values => RoundTrip(values, Read(values)), iter: 200, threads: 1);
        Gen.Long.Array[0, 40].Sample(values => RoundTrip(values, Read(values)), iter: 200, threads: 1);

        static void RoundTrip<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(expected, actual);

        static T[] Read<T>(T[] values)
            where T : unmanaged
        {
            using MemoryStream stream = new();
            Npy.Write<T>(stream, values, values.Length, 1);
            stream.Position = 0;
            return Npy.Read<T>(stream, "x.npy", -1, 1);
        }
    }

    [Fact]
    public void OtherTypesAreRefused() =>
        Assert.Throws<NotSupportedException>(() => Npy.Write<double>(new MemoryStream(), [1.0], 1));

    [Theory]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
        "x.npy: found the header {'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }, expected <f4 in C order."
    )]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }",
        "x.npy: found the header {'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }, expected <f4 in C order."
    )]
    [InlineData("nonsense", "x.npy: found the header nonsense, expected <f4 in C order.")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }",
        "x.npy: found the shape (4,), expected (2, any)."
    )]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }",
        "x.npy: found the shape (3, 2), expected (2, any)."
    )]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999), }",
        "x.npy: found the shape (2, 99999999999), expected (2, any)."
    )]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2147483647), }",
        "x.npy: found the shape (2, 2147483647), expected (2, any)."
    )]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
        "x.npy: found the end of the file, expected 6 values; copy the model again."
    )]
    public void MalformedHeadersAreNamed(string header, string message) =>
        Assert.Equal(message, ErrorOf(File(header, 1, 2, 3, 4)));

    [Fact]
    public void TruncatedFilesAreNamed()
    {
        byte[] whole = File(Header, 1, 2, 3, 4);
        Assert.Equal("x.npy: found no NumPy header, expected a .npy file, version 1.0.", ErrorOf([]));
        Assert.Equal("x.npy: found no NumPy header, expected a .npy file, version 1.0.", ErrorOf(whole[..9]));
        Assert.Equal(
            "x.npy: found no NumPy header, expected a .npy file, version 1.0.",
            ErrorOf([.. "PK\u0003\u0004 something else"u8])
        );
        Assert.Equal(
            "x.npy: found the end of the file, expected a whole header; copy the model again.",
            ErrorOf(whole[..60])
        );
        for (int length = 128; length < whole.Length; length++)
            Assert.Equal(
                "x.npy: found the end of the file, expected 4 values; copy the model again.",
                ErrorOf(whole[..length])
            );
        using MemoryStream stream = new(whole);
        Assert.Equal([1, 2, 3, 4], Npy.Read<float>(stream, "x.npy", 2, -1));
    }

    [Fact]
    public void RowsAndStartsAreChecked()
    {
        using TemporaryFolder folder = new();
        ArrayFolder arrays = new(folder.Path);
        arrays.Write("rows", [0, 2, 1, 5], 4);
        arrays.Write("starts", [0, 2, 4], 3);
        arrays.Write("late", [1, 4], 2);
        arrays.Write("falling", [0, 3, 2], 3);
        Assert.Equal([0, 2, 1, 5], arrays.ReadRows("rows", 6, arrays.ReadStarts("starts", 2)));
        Assert.Equal(
            "rows.npy: found 1 at position 2, expected ascending rows below 6.",
            folder.ErrorOf(() => arrays.ReadRows("rows", 6))
        );
        Assert.Equal(
            "rows.npy: found 5 at position 3, expected ascending rows below 5.",
            folder.ErrorOf(() => arrays.ReadRows("rows", 5, [0, 2, 4]))
        );
        Assert.Equal(
            "late.npy: found no 0 at the start, expected starts from 0.",
            folder.ErrorOf(() => arrays.ReadStarts("late", -1))
        );
        Assert.Equal(
            "falling.npy: found 2 after 3, expected starts that never descend.",
            folder.ErrorOf(() => arrays.ReadStarts("falling", 2))
        );
        Assert.Equal(
            "none.npy does not exist. The model folder is incomplete; train or copy the model again.",
            folder.ErrorOf(() => arrays.Read<int>("none", 1))
        );
    }

    private static string ErrorOf(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return Assert.Throws<ButacaException>(() => Npy.Read<float>(stream, "x.npy", 2, -1)).Message;
    }

    private static byte[] File(string header, params float[] values)
    {
        int padded = (10 + header.Length + 1 + 63) / 64 * 64 - 10;
        return
        [
            0x93,
            (byte)'N',
            (byte)'U',
            (byte)'M',
            (byte)'P',
            (byte)'Y',
            1,
            0,
            (byte)(padded & 255),
            (byte)(padded >> 8),
            .. Encoding.ASCII.GetBytes(header.PadRight(padded - 1) + "\n"),
            .. values.SelectMany(BitConverter.GetBytes),
        ];
    }
}
