using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Butaca.Data;

/// <summary>
/// Identifies data by its content: SHA-256 over movies and interactions in order of id, so that the order of files and
/// lines, spelling of numbers and users without interactions change nothing, and everything else does.
/// </summary>
public static class DatasetHash
{
    /// <summary>The hash of a data set.</summary>
    /// <returns>64 hexadecimal digits, lower case.</returns>
    public static string Of(Dataset dataset)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Movie[] movies = dataset.Catalog.Movies.ToArray();
        bool tellsMore = movies.Any(TellsMore);
        bool hasOtherIds = movies.Any(movie => movie.ExternalIds.Any(id => !IsLinked(id)));
        bool isAllNumbers = dataset.Users.IsAllNumbers && dataset.Catalog.Vocabulary.IsAllNumbers;
        // Data sets of before keep their hash.
        Append(hash, $"butaca-dataset-{(hasOtherIds ? 3 : tellsMore ? 2 : 1)}{(isAllNumbers ? "" : "-texts")}");
        Append(hash, dataset.Catalog, tellsMore, hasOtherIds, isAllNumbers);
        Interactions all = dataset.Interactions;
        Append(hash, all.HasRatings ? 1 : 0);
        Append(hash, all.HasTimes ? 1 : 0);
        long[] ids = [];
        for (int user = 0; user < all.UserCount; user++)
        {
            History history = all.HistoryOf(user);
            if (history.Movies.IsEmpty)
                continue;
            Append(hash, dataset.Users.IdOf(user), isAllNumbers);
            Append(hash, history.Movies.Length);
            if (isAllNumbers)
            {
                if (ids.Length < history.Movies.Length)
                    ids = new long[history.Movies.Length * 2];
                for (int i = 0; i < history.Movies.Length; i++)
                    ids[i] = dataset.Catalog.Vocabulary.IdOf(history.Movies[i]).Number;
                AppendRaw<long>(hash, ids.AsSpan(0, history.Movies.Length)); // at once: there may be millions
            }
            else
            {
                foreach (int movie in history.Movies)
                    Append(hash, dataset.Catalog.Vocabulary.IdOf(movie).ToString());
            }
            AppendRaw(hash, history.Ratings);
            AppendRaw(hash, history.Times);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool TellsMore(Movie movie) =>
        !movie.Directors.IsEmpty
        || !movie.Cast.IsEmpty
        || !movie.Languages.IsEmpty
        || !movie.Translations.IsEmpty
        || !movie.ExternalIds.IsEmpty;

    /// <summary>Whether an id is one of those that MovieLens's links.csv has.</summary>
    private static bool IsLinked(ExternalId id) => id.Source is ExternalId.Imdb or ExternalId.Tmdb;

    private static void Append(
        IncrementalHash hash,
        Catalog catalog,
        bool tellsMore,
        bool hasOtherIds,
        bool isAllNumbers
    )
    {
        Append(hash, catalog.Count);
        foreach (Movie movie in catalog.Movies.ToArray().OrderBy(movie => movie.Id)) // added ones are not in order
        {
            Append(hash, movie.Id, isAllNumbers);
            Append(hash, movie.Title);
            Append(hash, movie.Year ?? long.MinValue);
            Append(hash, movie.Genres);
            Append(hash, movie.Origin);
            Append(hash, movie.Synopsis);
            if (tellsMore)
                AppendMore(hash, movie, hasOtherIds);
        }
    }

    private static void AppendMore(IncrementalHash hash, Movie movie, bool hasOtherIds)
    {
        Append(hash, movie.Directors);
        Append(hash, movie.Cast);
        Append(hash, movie.Languages);
        Append(hash, movie.Translations.Length);
        foreach (MovieTranslation translation in movie.Translations)
        {
            Append(hash, translation.Language);
            Append(hash, translation.Titles);
            Append(hash, translation.Synopsis);
        }
        Append(hash, NumberIn(movie, ExternalId.Imdb));
        Append(hash, NumberIn(movie, ExternalId.Tmdb));
        if (!hasOtherIds)
            return;
        Append(hash, movie.ExternalIds.Length);
        foreach (ExternalId id in movie.ExternalIds)
        {
            Append(hash, id.Source);
            Append(hash, id.Value);
        }
    }

    private static long NumberIn(Movie movie, string source) =>
        movie.ExternalIdIn(source) is { } value ? new ExternalId(source, value).Number : 0;

    private static void Append(IncrementalHash hash, ImmutableArray<string> texts)
    {
        Append(hash, texts.Length);
        foreach (string text in texts)
            Append(hash, text);
    }

    /// <summary>
    /// An id as eight bytes where all are whole numbers, as earlier versions had them; else as its text.
    /// </summary>
    private static void Append(IncrementalHash hash, Id id, bool isAllNumbers)
    {
        if (isAllNumbers)
            Append(hash, id.Number);
        else
            Append(hash, id.ToString());
    }

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    /// <summary>
    /// The length goes first, so that no two sequences of texts run into the same bytes; −1 for none.
    /// </summary>
    private static void Append(IncrementalHash hash, string? text)
    {
        byte[] bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Append(hash, text is null ? -1 : bytes.Length);
        hash.AppendData(bytes);
    }

    // Every platform that .NET runs on here is little-endian, and NaN has one form: float.NaN.
    private static void AppendRaw<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));
}
