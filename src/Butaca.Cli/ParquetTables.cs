using System.Globalization;
using System.Text;
using Butaca.Data;
using Butaca.Data.Files;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Butaca.Cli;

/// <summary>
/// Makes Parquet files readable as the csv files that they would be: column by column, a list's values between bars.
/// </summary>
internal static class ParquetTables
{
    private const string Extension = ".parquet";

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    /// <summary>
    /// Reads a path; a Parquet file, and those of a folder or an archive, are csv files of the same names while it is
    /// read.
    /// </summary>
    /// <param name="path">A file, a folder or an archive.</param>
    /// <param name="read">Reads the path, or a temporary folder in its place.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="skippedOf">The report of what <paramref name="read"/> left out; null: there is none.</param>
    /// <exception cref="ButacaException">
    /// A Parquet file is damaged, or what <paramref name="read"/> throws, in terms of the path.
    /// </exception>
    public static T Read<T>(
        string path,
        Func<string, T> read,
        CancellationToken cancellation,
        Func<T, SkipReport?>? skippedOf = null
    )
    {
        if (Unpacked.IsArchive(path))
            return Unpacked.NamesIn(path).Any(IsNamedSo)
                ? Unpacked.InFolder(path, folder => ConvertArchive(path, folder, cancellation), read, skippedOf)
                : read(path);
        if (File.Exists(path))
            return IsParquet(path)
                ? Unpacked.InFolder(
                    path,
                    folder => Convert(path, folder, cancellation),
                    folder => read(Unpacked.OnlyFile(folder)),
                    skippedOf
                )
                : read(path);
        if (!Directory.Exists(path) || !Directory.EnumerateFiles(path).Any(file => IsNamedSo(file) && IsParquet(file)))
            return read(path);
        return Unpacked.InFolder(path, folder => ConvertFolder(path, folder, cancellation), read, skippedOf);
    }

    private static void ConvertArchive(string archive, string folder, CancellationToken cancellation)
    {
        Unpacked.Unpack(archive, folder);
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!IsParquet(file))
                continue;
            Convert(file, Path.GetDirectoryName(file)!, cancellation);
            File.Delete(file);
        }
    }

    private static void ConvertFolder(string from, string folder, CancellationToken cancellation)
    {
        foreach (string file in Directory.EnumerateFiles(from))
        {
            if (!IsParquet(file))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        foreach (string file in Directory.EnumerateFiles(from).Where(IsParquet))
            Convert(file, folder, cancellation);
    }

    private static bool IsNamedSo(string file) => file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static bool IsParquet(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        byte[] start = new byte[Magic.Length];
        return stream.CanSeek // what is read of a pipe is gone
            && stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.AsSpan().SequenceEqual(Magic);
    }

    private static void Convert(string file, string folder, CancellationToken cancellation)
    {
        string csv = Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(file), ".csv"));
        if (File.Exists(csv))
            throw new ButacaException(
                $"{file}: found {Path.GetFileName(csv)} beside it, expected one of the two. Take the other away."
            );
        try
        {
            ConvertAsync(file, csv, cancellation).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The library throws what it happens to meet in a file's bytes, sizes that no memory has among it.
            throw new ButacaException(
                $"{file}: found a Parquet file that can't be read ({exception.Message.TrimEnd('.')}), expected a whole one of flat columns. Write it anew, or as csv.",
                exception
            );
        }
    }

    private static async Task ConvertAsync(string file, string csv, CancellationToken cancellation)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellation);
        DataField[] fields =
        [
            .. reader
                .Schema.GetDataFields()
                .GroupBy(NameOf)
                .Where(columns => columns.Count() == 1)
                .Select(c => c.First()),
        ];
        await using StreamWriter writer = new(
            csv,
            append: false,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        );
        writer.WriteRow([.. fields.Select(NameOf)]);
        string[] row = new string[fields.Length];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            string[][] columns = new string[fields.Length][];
            for (int i = 0; i < fields.Length; i++)
            {
                using RawColumnData column = await rows.ReadRawColumnDataBaseAsync(fields[i], cancellation);
                columns[i] = RowsOf(fields[i], column, (int)rows.RowCount);
            }
            for (int i = 0; i < rows.RowCount; i++)
            {
                for (int field = 0; field < row.Length; field++)
                    row[field] = columns[field][i];
                writer.WriteRow(row);
            }
        }
    }

    /// <summary>The column's name: of a list, that of the list.</summary>
    private static string NameOf(DataField field) => field.Path.ToList()[0];

    /// <summary>A column's values as texts, one a row; empty where there is none.</summary>
    private static string[] RowsOf(DataField field, RawColumnData column, int count)
    {
        string[] values = TextsOf(column);
        if (field.MaxDefinitionLevel == 0)
            return values;
        ReadOnlySpan<int> defined = column.DefinitionLevels;
        ReadOnlySpan<int> repeated = field.MaxRepetitionLevel > 0 ? column.RepetitionLevels : [];
        string[] rows = new string[count];
        int next = 0;
        int row = -1;
        for (int i = 0; i < defined.Length; i++)
        {
            string value = defined[i] == field.MaxDefinitionLevel ? values[next++] : "";
            if (repeated.IsEmpty || repeated[i] == 0)
                rows[++row] = value;
            else
                rows[row] += $"|{value}";
        }
        return rows;
    }

    private static string[] TextsOf(RawColumnData column) =>
        column switch
        {
            RawColumnData<ReadOnlyMemory<char>> texts => Texts(texts, text => text.ToString()),
            RawColumnData<ReadOnlyMemory<byte>> bytes => Texts(bytes, text => Encoding.UTF8.GetString(text.Span)),
            RawColumnData<long> numbers => Texts(numbers, Number),
            RawColumnData<ulong> numbers => Texts(numbers, Number),
            RawColumnData<int> numbers => Texts(numbers, Number),
            RawColumnData<uint> numbers => Texts(numbers, Number),
            RawColumnData<short> numbers => Texts(numbers, Number),
            RawColumnData<ushort> numbers => Texts(numbers, Number),
            RawColumnData<sbyte> numbers => Texts(numbers, Number),
            RawColumnData<byte> numbers => Texts(numbers, Number),
            RawColumnData<double> numbers => Texts(numbers, value => double.IsNaN(value) ? "" : Number(value)),
            RawColumnData<float> numbers => Texts(numbers, value => float.IsNaN(value) ? "" : Number(value)),
            RawColumnData<decimal> numbers => Texts(numbers, Number),
            RawColumnData<bool> flags => Texts(flags, flag => flag ? "true" : "false"),
            RawColumnData<Guid> ids => Texts(ids, id => id.ToString()),
            RawColumnData<DateTime> times => Texts(
                times,
                time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
            ),
            RawColumnData<DateOnly> days => Texts(
                days,
                day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            ),
            _ => throw new NotSupportedException($"a column of {column.GetType().GenericTypeArguments[0].Name}"),
        };

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string[] Texts<T>(RawColumnData<T> column, Func<T, string> text)
        where T : struct
    {
        ReadOnlySpan<T> values = column.Values;
        string[] texts = new string[values.Length];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = text(values[i]);
        return texts;
    }
}
