using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>What a feature tells of: the part of a score that it belongs to.</summary>
internal enum FeatureGroup
{
    /// <summary>The watched movies speak for the movie; linear in them.</summary>
    Watched,

    /// <summary>How much the movie is watched at all, or promises to be.</summary>
    Prior,

    /// <summary>How much the movie was watched around that time, beside always.</summary>
    Time,

    /// <summary>What the movie is, and how it fits what the user watched.</summary>
    Content,

    /// <summary>What the user is like; the same for every movie.</summary>
    User,
}

/// <summary>A feature that the networks read.</summary>
/// <param name="Name">Its name in docs/reference/model.md.</param>
/// <param name="Group">The part of a score that it belongs to.</param>
/// <param name="Scale">Unit and scale, in words.</param>
/// <param name="SeenOfCold">Whether it may be seen of a movie that is taken as cold.</param>
/// <param name="Of">Computes it. Of a cold movie it isn't asked where <paramref name="SeenOfCold"/> is false; it is
/// 0.</param>
internal sealed record Feature(
    string Name,
    FeatureGroup Group,
    string Scale,
    bool SeenOfCold,
    Func<FeatureInput, float> Of
);

/// <summary>What features are computed from: a movie and a user.</summary>
internal sealed class FeatureInput
{
    /// <summary>The user.</summary>
    public required UserProfile User { get; init; }

    /// <summary>The movie.</summary>
    public MovieFacts Movie { get; set; }

    /// <summary>Whether the movie is taken as cold: nothing of its audience is used.</summary>
    public bool AsCold { get; init; }

    /// <summary>Score by who else watched it, as short histories need it; in standard deviations.</summary>
    public float CollaborativeShort { get; set; }

    /// <summary>The same as long histories need it.</summary>
    public float CollaborativeLong { get; set; }

    /// <summary>Score by factors, in standard deviations.</summary>
    public float Factors { get; set; }

    /// <summary>Score by what the movie is, in standard deviations.</summary>
    public float Content { get; set; }

    /// <summary>The same beside what the movie's promised audience alone would give.</summary>
    public float ContentLift { get; set; }

    /// <summary>log of how popular the movie was within months, beside always; 0: as ever.</summary>
    public float NearPopularity { get; set; }

    /// <summary>The same within years.</summary>
    public float WidePopularity { get; set; }

    /// <summary>How much better the user rates the movie than its esteem says.</summary>
    public float Taste { get; set; }

    /// <summary>How much better everybody rates the movie than the mean.</summary>
    public float Esteem { get; set; }

    /// <summary>The standard deviation of what the user gives the movie.</summary>
    public float Doubt { get; set; }

    /// <summary>The movie's age in years at the time to recommend for; 0 where that is unknown.</summary>
    public float Age => User.At > 0 ? User.Year - Movie.Year : 0;
}

/// <summary>
/// The features, each once: its place in this list is its place in every row. Count, order, attribution and the table
/// in docs/reference/model.md follow from it; a new feature is one entry.
/// </summary>
internal static class FeatureSchema
{
    private const float YearsPerUnit = 20;
    private const float YearsApartPerUnit = 10;
    private const float MiddleYear = 1990; // of the movies' years
    private const float MiddleYearOfWatching = 2005;

    /// <summary>The features, in the order of a row.</summary>
    public static Feature[] All { get; } =
    [
        new(
            "collaborative, short",
            FeatureGroup.Watched,
            "standard deviations",
            false,
            input => input.CollaborativeShort
        ),
        new(
            "collaborative, long",
            FeatureGroup.Watched,
            "standard deviations",
            false,
            input => input.CollaborativeLong
        ),
        new("factors", FeatureGroup.Watched, "standard deviations", false, input => input.Factors),
        new("content", FeatureGroup.Watched, "standard deviations", true, input => input.Content),
        new("content lift", FeatureGroup.Watched, "standard deviations", true, input => input.ContentLift),
        new("popularity within months", FeatureGroup.Time, "log ratio", false, input => input.NearPopularity),
        new("popularity within years", FeatureGroup.Time, "log ratio", false, input => input.WidePopularity),
        new("age", FeatureGroup.Content, "20 years", true, input => input.Age / YearsPerUnit),
        new("log age", FeatureGroup.Content, "log(1 + years)", true, input => MathF.Log(1 + Math.Max(0, input.Age))),
        new(
            "not out yet",
            FeatureGroup.Content,
            "0 or 1",
            true,
            input => input.User.At > 0 && input.Movie.Year > input.User.LatestYear ? 1 : 0
        ),
        new(
            "genre fit",
            FeatureGroup.Content,
            "cosine, 0 … 1",
            true,
            input =>
                TensorPrimitives.Dot<float>(
                    input.User.Genres.AsSpan(0, input.Movie.Genres.Length), // behind those of the training are later ones
                    input.Movie.Genres
                )
        ),
        new(
            "years apart",
            FeatureGroup.Content,
            "10 years",
            true,
            input => MathF.Abs(input.Movie.Year - input.User.MeanYear) / YearsApartPerUnit
        ),
        new(
            "audience",
            FeatureGroup.Prior,
            "log(1 + users); of a cold movie what it promises",
            true,
            input => input.AsCold ? input.Movie.Promised : input.Movie.LogAudience
        ),
        new("promised audience", FeatureGroup.Prior, "log(1 + users)", true, input => input.Movie.Promised),
        new("year", FeatureGroup.Content, "20 years", true, input => (input.Movie.Year - MiddleYear) / YearsPerUnit),
        new("user's movies", FeatureGroup.User, "log", true, input => input.User.LogCount),
        new("completeness", FeatureGroup.User, "share, 0 … 1", true, input => input.User.Completeness),
        new("user's mean audience", FeatureGroup.User, "log(1 + users)", true, input => input.User.MeanLogAudience),
        new(
            "user's mean year",
            FeatureGroup.User,
            "20 years",
            true,
            input => (input.User.MeanYear - MiddleYear) / YearsPerUnit
        ),
        new(
            "user's years' deviation",
            FeatureGroup.User,
            "10 years",
            true,
            input => input.User.YearDeviation / YearsApartPerUnit
        ),
        new("user's span", FeatureGroup.User, "log(1 + years)", true, input => input.User.LogSpan),
        new(
            "time",
            FeatureGroup.User,
            "10 years",
            true,
            input => input.User.At > 0 ? (input.User.Year - MiddleYearOfWatching) / YearsApartPerUnit : 0
        ),
        new("taste", FeatureGroup.Watched, "rating", true, input => input.Taste),
        new("esteem", FeatureGroup.Prior, "rating", true, input => input.Esteem),
        new("user's generosity", FeatureGroup.User, "rating", true, input => input.User.Generosity),
        new("doubt", FeatureGroup.User, "rating", true, input => input.Doubt),
    ];

    /// <summary>F of models of what users watch: those before the ones that are made of ratings.</summary>
    public static int Count { get; } = IndexOf("taste");

    /// <summary>F of models of what users like: all.</summary>
    public static int CountWithRatings { get; } = All.Length;

    /// <summary>The positions of the features that are split over the watched movies.</summary>
    public static int CollaborativeShort { get; } = IndexOf("collaborative, short");

    /// <inheritdoc cref="CollaborativeShort"/>
    public static int CollaborativeLong { get; } = IndexOf("collaborative, long");

    /// <inheritdoc cref="CollaborativeShort"/>
    public static int Factors { get; } = IndexOf("factors");

    /// <inheritdoc cref="CollaborativeShort"/>
    public static int Content { get; } = IndexOf("content");

    /// <summary>It moves with <see cref="Content"/>.</summary>
    public static int ContentLift { get; } = IndexOf("content lift");

    /// <inheritdoc cref="CollaborativeShort"/>
    public static int Taste { get; } = IndexOf("taste");

    /// <summary>What everybody gives the movie.</summary>
    public static int Esteem { get; } = IndexOf("esteem");

    /// <summary>What the user gives every movie.</summary>
    public static int Generosity { get; } = IndexOf("user's generosity");

    /// <summary>How far a rating may lie from what these say.</summary>
    public static int Doubt { get; } = IndexOf("doubt");

    /// <summary>Writes a row's features.</summary>
    /// <param name="input">The movie and the user.</param>
    /// <param name="features">
    /// (F, count): feature by feature; <see cref="CountWithRatings"/> or <see cref="Count"/>.
    /// </param>
    /// <param name="count">Rows in all.</param>
    /// <param name="row">The row to write.</param>
    public static void Write(FeatureInput input, Span<float> features, int count, int row)
    {
        Feature[] all = All;
        for (int feature = 0; feature < features.Length / count; feature++)
            features[feature * count + row] = input.AsCold && !all[feature].SeenOfCold ? 0 : all[feature].Of(input);
    }

    private static int IndexOf(string name) => Array.FindIndex(All, feature => feature.Name == name);
}

/// <summary>
/// The linear scores between which a logit is split first: each is split further over the watched movies.
/// </summary>
internal enum LinearScore
{
    /// <summary>Who else watched it: the mean of both levels.</summary>
    Collaborative,

    /// <summary>The same through few factors.</summary>
    Factors,

    /// <summary>What the movie is.</summary>
    Content,

    /// <summary>What was rated like it, of models of what users like.</summary>
    Taste,
}
