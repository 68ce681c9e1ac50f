using System.Collections.Immutable;

namespace Butaca.Data;

/// <summary>A data set in numbers.</summary>
public sealed record DatasetDescription
{
    private static readonly double[] TopShares = [0.01, 0.02, 0.05, 0.10, 0.20, 0.50];
    private static readonly double[] QuantileLevels = [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

    /// <summary>The name of the group of movies whose year, genre or origin is not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Movies, watched or not.</summary>
    public required int Movies { get; init; }

    /// <summary>Movies that somebody watched.</summary>
    public required int WatchedMovies { get; init; }

    /// <summary>Pairs of user and movie.</summary>
    public required int Interactions { get; init; }

    /// <summary>Interactions divided by users × movies; 0 to 1.</summary>
    public required double Density { get; init; }

    /// <summary>Whether there are ratings.</summary>
    public required bool HasRatings { get; init; }

    /// <summary>The first and the last time, in seconds since 1970-01-01 UTC; null without times.</summary>
    public required TimeRange? Times { get; init; }

    /// <summary>How much of all interactions the most watched movies hold.</summary>
    public required ImmutableArray<PopularityPoint> Popularity { get; init; }

    /// <summary>Quantiles of the audiences of all movies.</summary>
    public required ImmutableArray<Quantile> Audience { get; init; }

    /// <summary>Quantiles of the number of movies that users watched.</summary>
    public required ImmutableArray<Quantile> HistoryLength { get; init; }

    /// <summary>By decade of release, in order; unknown last.</summary>
    public required ImmutableArray<Group> Decades { get; init; }

    /// <summary>By genre, most movies first. A movie counts in each of its genres.</summary>
    public required ImmutableArray<Group> Genres { get; init; }

    /// <summary>By origin, most movies first; unknown last.</summary>
    public required ImmutableArray<Group> Origins { get; init; }

    /// <summary>
    /// The part of the movies that has a synopsis, and of the interactions that falls on them; 0 to 1.
    /// </summary>
    public required Share WithSynopsis { get; init; }

    /// <summary>The part that has a director; 0 to 1.</summary>
    public required Share WithDirector { get; init; }

    /// <summary>The part that has a cast; 0 to 1.</summary>
    public required Share WithCast { get; init; }

    /// <summary>The part whose languages are known; 0 to 1.</summary>
    public required Share WithLanguage { get; init; }

    /// <summary>The part that has an id of IMDb or TMDB; 0 to 1.</summary>
    public required Share WithLinks { get; init; }

    /// <summary>
    /// For each language that movies are translated into, the parts that have a title and a synopsis in it; by
    /// language.
    /// </summary>
    public required ImmutableArray<TranslationShare> Translations { get; init; }

    /// <summary>Identifies the content; see <see cref="DatasetHash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>Describes a data set.</summary>
    public static DatasetDescription Of(Dataset dataset)
    {
        Interactions all = dataset.Interactions;
        int[] audience = new int[dataset.Catalog.Count];
        int[] lengths = new int[all.UserCount];
        for (int row = 0; row < audience.Length; row++)
            audience[row] = all.AudienceOf(row);
        for (int user = 0; user < lengths.Length; user++)
            lengths[user] = all.MoviesOf(user).Length;
        Tables tables = new(dataset.Catalog, audience);
        int[] sorted = [.. audience.OrderDescending()];
        return new DatasetDescription
        {
            Users = all.UserCount,
            Movies = dataset.Catalog.Count,
            WatchedMovies = audience.Count(a => a > 0),
            Interactions = all.Count,
            Density = all.Count == 0 ? 0 : all.Count / ((double)all.UserCount * dataset.Catalog.Count),
            HasRatings = all.HasRatings,
            Times = TimeRange.Of(all.Times),
            Popularity = [.. TopShares.Select(top => PopularityPoint.Of(sorted, all.Count, top))],
            Audience = Quantiles(audience),
            HistoryLength = Quantiles(lengths),
            Decades = tables.Decades(),
            Genres = tables.Genres(),
            Origins = tables.Origins(),
            WithSynopsis = tables.Where(m => m.Synopsis is not null),
            WithDirector = tables.Where(m => !m.Directors.IsEmpty),
            WithCast = tables.Where(m => !m.Cast.IsEmpty),
            WithLanguage = tables.Where(m => !m.Languages.IsEmpty),
            WithLinks = tables.Where(m => !m.ExternalIds.IsEmpty),
            Translations = tables.Translations(),
            Hash = DatasetHash.Of(dataset),
        };
    }

    /// <summary>The popularity curve in full, for a picture.</summary>
    /// <param name="interactions">Who watched what.</param>
    /// <param name="points">How many points at most, evenly spread over the movies.</param>
    public static ImmutableArray<PopularityPoint> CurveOf(Interactions interactions, int points = 400)
    {
        int[] sorted =
        [
            .. Enumerable.Range(0, interactions.MovieCount).Select(interactions.AudienceOf).OrderDescending(),
        ];
        long held = 0;
        ImmutableArray<PopularityPoint>.Builder curve = ImmutableArray.CreateBuilder<PopularityPoint>();
        int step = Math.Max(1, sorted.Length / points);
        for (int i = 0; i < sorted.Length; i++)
        {
            held += sorted[i];
            if (i % step == 0 || i == sorted.Length - 1)
                curve.Add(
                    new PopularityPoint(
                        (i + 1.0) / sorted.Length,
                        i + 1,
                        held / (double)Math.Max(1, interactions.Count)
                    )
                );
        }
        return curve.ToImmutable();
    }

    private static ImmutableArray<Quantile> Quantiles(int[] values)
    {
        int[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? []
            : [.. QuantileLevels.Select(q => new Quantile(q, sorted[(int)Math.Round(q * (sorted.Length - 1))]))];
    }

    /// <summary>A span of time in seconds since 1970-01-01 UTC.</summary>
    /// <param name="First">The earliest time that is known.</param>
    /// <param name="Last">The latest.</param>
    public sealed record TimeRange(long First, long Last)
    {
        internal static TimeRange? Of(ReadOnlySpan<uint> times)
        {
            uint first = uint.MaxValue;
            uint last = 0;
            foreach (uint time in times)
            {
                if (time == 0)
                    continue; // unknown
                first = Math.Min(first, time);
                last = Math.Max(last, time);
            }
            return last == 0 ? null : new TimeRange(first, last);
        }
    }

    /// <summary>A point of the popularity curve.</summary>
    /// <param name="Top">The part of all movies, the most watched; 0 to 1.</param>
    /// <param name="Movies">How many movies that is: at least one.</param>
    /// <param name="Interactions">The part of all interactions that they hold; 0 to 1.</param>
    public sealed record PopularityPoint(double Top, int Movies, double Interactions)
    {
        internal static PopularityPoint Of(int[] descending, int total, double top)
        {
            int movies = Math.Min(descending.Length, Math.Max(1, (int)Math.Round(top * descending.Length)));
            return new PopularityPoint(
                top,
                movies,
                total == 0 ? 0 : descending.Take(movies).Sum(a => (long)a) / (double)total
            );
        }
    }

    /// <summary>A value that a part of all values do not exceed.</summary>
    /// <param name="Level">The part; 0 to 1.</param>
    /// <param name="Value">The value (nearest rank).</param>
    public sealed record Quantile(double Level, int Value);

    /// <summary>Movies with something in common.</summary>
    /// <param name="Name">What.</param>
    /// <param name="Movies">How many.</param>
    /// <param name="Interactions">How often they were watched.</param>
    public sealed record Group(string Name, int Movies, long Interactions);

    /// <summary>A part of the data.</summary>
    /// <param name="Movies">Of the movies; 0 to 1.</param>
    /// <param name="Interactions">Of the interactions; 0 to 1.</param>
    public sealed record Share(double Movies, double Interactions);

    /// <summary>How much of the data is translated into a language.</summary>
    /// <param name="Language">The language's tag, such as <c>"es"</c>.</param>
    /// <param name="Titles">The part that has a title in it.</param>
    /// <param name="Synopses">The part that has a synopsis in it.</param>
    public sealed record TranslationShare(string Language, Share Titles, Share Synopses);

    private sealed class Tables(Catalog catalog, int[] audience)
    {
        public ImmutableArray<Group> Decades() =>
            [
                .. By(m => [m.Year is { } year ? $"{year / 10 * 10}s" : Unknown])
                    .OrderBy(g => g.Name == Unknown)
                    .ThenBy(g => g.Name, StringComparer.Ordinal),
            ];

        public ImmutableArray<Group> Genres() => Largest(By(m => m.Genres.IsEmpty ? [Unknown] : m.Genres));

        public ImmutableArray<Group> Origins() => Largest(By(m => [m.Origin ?? Unknown]));

        public ImmutableArray<TranslationShare> Translations() =>
            [
                .. catalog
                    .Movies.ToArray()
                    .SelectMany(movie => movie.Translations.Select(translation => translation.Language))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(language => new TranslationShare(
                        language,
                        Where(movie => Into(movie, language)?.Title is not null),
                        Where(movie => Into(movie, language)?.Synopsis is not null)
                    )),
            ];

        private static MovieTranslation? Into(Movie movie, string language) =>
            movie.Translations.FirstOrDefault(translation => translation.Language == language);

        public Share Where(Func<Movie, bool> isPart)
        {
            int movies = 0;
            long interactions = 0;
            for (int row = 0; row < catalog.Count; row++)
            {
                if (!isPart(catalog[row]))
                    continue;
                movies++;
                interactions += audience[row];
            }
            return new Share(
                movies / (double)Math.Max(1, catalog.Count),
                interactions / (double)Math.Max(1, audience.Sum(a => (long)a))
            );
        }

        private static ImmutableArray<Group> Largest(IEnumerable<Group> groups) =>
            [
                .. groups
                    .OrderBy(g => g.Name == Unknown)
                    .ThenByDescending(g => g.Movies)
                    .ThenBy(g => g.Name, StringComparer.Ordinal),
            ];

        private IEnumerable<Group> By(Func<Movie, IEnumerable<string>> namesOf) =>
            catalog
                .Movies.ToArray()
                .SelectMany((movie, row) => namesOf(movie).Select(name => (name, row)))
                .GroupBy(m => m.name, m => audience[m.row], StringComparer.Ordinal)
                .Select(g => new Group(g.Key, g.Count(), g.Sum(a => (long)a)));
    }
}
