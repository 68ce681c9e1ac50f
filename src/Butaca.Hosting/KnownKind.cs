using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Butaca.Hosting;

/// <summary>A kind of events that may be sent.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Own">Its name, where it is one of the configuration; null: it is one of Butaca's.</param>
/// <param name="Rating">The rating that it stands for; null: none.</param>
internal sealed partial record KnownKind(EventKind Kind, string? Own = null, double? Rating = null)
{
    private const double HighestRating = 10;

    private static readonly KnownKind[] BuiltIn =
    [
        new(EventKind.Watched),
        new(EventKind.Rated),
        new(EventKind.Dismissed),
        new(EventKind.Removed),
    ];

    /// <summary>The name under which its events are sent.</summary>
    public string Name { get; } = Own ?? Kind.ToString().ToLowerInvariant();

    /// <summary>The kind of a name; null: there is none.</summary>
    public static KnownKind? Of(string name, HostingOptions options) =>
        Array.Find(BuiltIn, kind => kind.Name == name)
        ?? (
            options.EventKinds.TryGetValue(name, out EventKindOptions? means)
                ? new KnownKind(means.As!.Value, name, means.Rating)
                : null
        );

    /// <summary>One of Butaca's kinds; null: it is none that is sent without a name.</summary>
    public static KnownKind? Of(EventKind kind) => Array.Find(BuiltIn, known => known.Kind == kind);

    /// <summary>The names of all kinds, for people to read.</summary>
    public static string Expected(HostingOptions options)
    {
        string[] names =
        [
            .. BuiltIn.Select(kind => kind.Name),
            .. options.EventKinds.Keys.Order(StringComparer.Ordinal),
        ];
        return $"expected {string.Join(", ", names[..^1])} or {names[^1]}";
    }

    /// <summary>What is wrong with the kinds of a configuration.</summary>
    public static IEnumerable<ValidationResult> Problems(HostingOptions options) =>
        from kind in options.EventKinds
        let problem = ProblemOf(kind.Key, kind.Value)
        where problem is not null
        select new ValidationResult($"{nameof(options.EventKinds)}:{kind.Key}{problem}.", [nameof(options.EventKinds)]);

    /// <summary>What is wrong with a rating that came with an event of the kind; null: nothing.</summary>
    public string? ProblemOfRating(double? rating)
    {
        if (Own is not null && rating is not null)
            return $"found {rating}, expected none: the configuration says how '{Own}' is rated";
        if (Own is null && Kind != EventKind.Rated && rating is not null)
            return $"found {rating}, expected none: the kind is '{Name}'";
        if (Own is null && Kind == EventKind.Rated && rating is null)
            return $"missing, expected a number: the kind is '{Name}'";
        return rating is { } given && !IsRating(given) ? $"found {given}, expected 0 to {HighestRating}" : null;
    }

    private static bool IsRating(double rating) => rating is >= 0 and <= HighestRating;

    private static string? ProblemOf(string name, EventKindOptions means)
    {
        if (Array.Exists(BuiltIn, kind => kind.Name == name))
            return ": found a kind that Butaca has, expected a name of its own";
        if (!OwnName().IsMatch(name))
            return ": expected a name of 1 to 64 lower-case letters, digits, - and _, with a letter first";
        if (means.As is not { } kind || !Enum.IsDefined(kind))
            return $":As: found {Found(means.As)}, expected {string.Join(", ", Enum.GetNames<EventKind>())}";
        if (kind != EventKind.Rated && means.Rating is not null)
            return $":Rating: found {means.Rating}, expected none, as its events count as {kind}";
        return kind == EventKind.Rated && !(means.Rating is { } rating && IsRating(rating))
            ? $":Rating: found {Found(means.Rating)}, expected 0 to {HighestRating}, as its events count as {kind}"
            : null;
    }

    private static string Found(object? value) => value is null ? "none" : $"{value}";

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}$", RegexOptions.None, 1000)]
    private static partial Regex OwnName();
}
