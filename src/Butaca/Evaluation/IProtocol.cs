using Butaca.Data;
using Butaca.Recommending;
using Butaca.Splits;

namespace Butaca.Evaluation;

/// <summary>How models are measured: what they are trained on, what they are asked, and what counts as found.</summary>
public interface IProtocol
{
    /// <summary>The name on the command line, such as <c>new-users</c>.</summary>
    string Name { get; }

    /// <summary>What it measures, in one sentence.</summary>
    string Summary { get; }

    /// <summary>
    /// The measures of a published table, each with its own cut-off; empty: all metrics, with the cut-off that is asked
    /// for.
    /// </summary>
    internal IReadOnlyList<AtCutOff> Measures => [];

    /// <summary>The rounds, one training of each model a round. The same arguments give the same rounds.</summary>
    /// <exception cref="ButacaException">The data or the options do not fit the protocol.</exception>
    IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options);
}

/// <summary>Which part of a known user's movies is hidden.</summary>
public enum Hide
{
    /// <summary>One that is drawn.</summary>
    Random,

    /// <summary>What was watched last.</summary>
    Latest,
}

/// <summary>What protocols can be told. Each uses what applies to it.</summary>
public sealed record ProtocolOptions
{
    /// <summary>Decides folds and masks. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Masks drawn for each user, at least 1. Default 5.</summary>
    public int Draws { get; init; } = 5;

    /// <summary>Folds of users or movies, at least 2. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>The movies that are trained on and ranked. Default: those that somebody has watched.</summary>
    public Candidates Candidates { get; init; } = Candidates.Watched;

    /// <summary>Stops after that many rounds (folds); null: after all.</summary>
    public int? MostRounds { get; init; }

    /// <summary>The share of a user's movies that goes in, above 0 and below 1. Default 0.2.</summary>
    public double Given { get; init; } = 0.2;

    /// <summary>Which part of a known user's movies is hidden. Default: drawn at random.</summary>
    public Hide Hide { get; init; } = Hide.Random;

    /// <summary>
    /// The day that parts training from asking, in UTC; null: the first day of the last fold of what was watched.
    /// </summary>
    public DateOnly? Day { get; init; }

    /// <summary>
    /// The users that are trained on, where the protocol takes a fixed set. Default null: the protocol's own.
    /// </summary>
    public IdRanges? Existing { get; init; }

    /// <summary>For a split given from outside: what to train on.</summary>
    public Dataset? Train { get; init; }

    /// <summary>For a split given from outside: what goes in for users who are not trained on; null: nothing.</summary>
    public Dataset? History { get; init; }

    /// <summary>
    /// For a split given from outside: pairs to find, with the same catalogue and users as <see cref="Train"/>.
    /// </summary>
    public Dataset? Validation { get; init; }

    /// <summary>For a split given from outside: pairs to find.</summary>
    public Dataset? Test { get; init; }
}

/// <summary>One training and what is asked afterwards.</summary>
/// <param name="Name">Such as <c>fold 1 of 5</c>.</param>
/// <param name="Train">All that models may see.</param>
/// <param name="Groups">What they are asked. Groups of the same name in several rounds are pooled.</param>
public sealed record Round(string Name, Dataset Train, IReadOnlyList<Group> Groups);

/// <summary>Questions that are reported together.</summary>
/// <param name="Name">Such as <c>new users, out-of-sample</c>.</param>
/// <param name="Cases">The questions.</param>
public sealed record Group(string Name, IReadOnlyList<Case> Cases)
{
    /// <summary>What a reader of the table must know; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Whether ratings are to be predicted (<see cref="Case.Ratings"/>), in all questions alike.</summary>
    public bool AsksRatings => Cases.Count > 0 && Cases[0].Ratings is not null;

    /// <summary>
    /// Whether the user says "no" to the best of the list, and is given another: that is the list that is measured.
    /// Default false.
    /// </summary>
    public bool IsAfterNo { get; init; }

    /// <summary>Whether movies of the given history may be ranked, and count as found.</summary>
    public bool KeepWatched { get; init; }

    /// <summary>
    /// Where one list is for several users (<see cref="Case.Members"/>): whether the figures are those of whoever has
    /// the lowest. Default false: the mean of all of them.
    /// </summary>
    public bool IsOfLowest { get; init; }

    /// <summary>The only movies that are ranked; null: all.</summary>
    public AllowedMovies? Candidates { get; init; }

    /// <summary>Ids of the users who were left out since there was nothing to give or nothing to find.</summary>
    public IReadOnlyCollection<Id> LeftOut { get; init; } = [];
}

/// <summary>One question: given a part of what a user watched, which other movies did they watch?</summary>
/// <param name="User">The user's id.</param>
/// <param name="Draw">The number of the mask.</param>
/// <param name="Given">What goes in.</param>
/// <param name="Relevant">Movie rows that count as found, ascending, at least one.</param>
/// <param name="AlsoWatched">
/// Movie rows that are neither given nor asked for, and must not be ranked; ascending.
/// </param>
public sealed record Case(Id User, int Draw, StoredHistory Given, int[] Relevant, int[]? AlsoWatched = null)
{
    /// <summary>Of the relevant movies, those that the user likes, ascending; null: not known.</summary>
    public int[]? Liked { get; init; }

    /// <summary>Movie rows that the user watched and dislikes, ascending; null: nothing is known of that.</summary>
    public int[]? Disliked { get; init; }

    /// <summary>
    /// Movie rows, ascending, that the user says they dislike, none of which goes in; null: nothing is said.
    /// </summary>
    public int[]? Told { get; init; }

    /// <summary>
    /// Where ratings are to be predicted, not movies to be found: what the user rated the relevant movies, in their
    /// order. Null: movies are to be found.
    /// </summary>
    public float[]? Ratings { get; init; }

    /// <summary>The users, this one among them, who get one list together; null: this one alone.</summary>
    public IReadOnlyList<Case>? Members { get; init; }
}
