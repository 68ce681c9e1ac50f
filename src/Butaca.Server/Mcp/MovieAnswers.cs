using Butaca.Client.Contracts;

namespace Butaca.Server.Mcp;

/// <summary>Recommendations, and from which movies.</summary>
/// <param name="Liked">The movies that the liked titles were taken for.</param>
/// <param name="Disliked">The movies that the disliked titles were taken for.</param>
/// <param name="NotTaken">Titles that were taken for no movie.</param>
/// <param name="Answer">The list.</param>
internal sealed record RecommendedFrom(
    IReadOnlyList<TakenTitle> Liked,
    IReadOnlyList<TakenTitle> Disliked,
    IReadOnlyList<UnclearTitle> NotTaken,
    RecommendationAnswer Answer
);

/// <summary>One of several users who watch together.</summary>
/// <param name="Name">What the answer calls them.</param>
/// <param name="Liked">Titles of movies that they liked.</param>
/// <param name="User">Their id, in place of titles.</param>
internal sealed record Companion(string? Name = null, IReadOnlyList<string>? Liked = null, string? User = null);

/// <summary>One list for several users, and from which movies.</summary>
/// <param name="Liked">The movies that each one's titles were taken for, in the order of the users.</param>
/// <param name="NotTaken">Titles that were taken for no movie.</param>
/// <param name="Answer">The list.</param>
internal sealed record RecommendedTogether(
    IReadOnlyList<IReadOnlyList<TakenTitle>> Liked,
    IReadOnlyList<UnclearTitle> NotTaken,
    TogetherAnswer Answer
);

/// <summary>Why a movie would be recommended.</summary>
/// <param name="Liked">The movies that the liked titles were taken for.</param>
/// <param name="NotTaken">Titles that were taken for no movie.</param>
/// <param name="Personal">Whether the model has something to say to this history; if not, there are no reasons.</param>
/// <param name="Watched">Whether they have watched it.</param>
/// <param name="Movie">The movie.</param>
/// <param name="Reasons">The watched movies that speak for it, most first, each with its share.</param>
/// <param name="Against">The movies rated low that speak against it.</param>
/// <param name="Stars">How they would rate it; absent where that is not known.</param>
internal sealed record Explanation(
    IReadOnlyList<TakenTitle> Liked,
    IReadOnlyList<UnclearTitle> NotTaken,
    bool Personal,
    bool Watched,
    MovieItem Movie,
    IReadOnlyList<ReasonItem> Reasons,
    IReadOnlyList<ReasonItem> Against,
    PredictedStars? Stars
);

/// <summary>Movies like one.</summary>
/// <param name="Of">The movie that the title was taken for.</param>
/// <param name="Similar">The movies most like it, the most alike first.</param>
internal sealed record SimilarTo(TakenTitle Of, IReadOnlyList<RecommendedMovie> Similar);
