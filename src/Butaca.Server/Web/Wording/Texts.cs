using System.Collections.Frozen;
using System.Globalization;
using Butaca.Client.Contracts;

namespace Butaca.Server.Web.Wording;

/// <summary>
/// All that the page says, in one language. The compiler sees to it that each language says everything.
/// </summary>
/// <remarks>Not by culture: the process runs with the invariant one, wherever it is.</remarks>
public sealed partial record Texts
{
    /// <summary>The languages.</summary>
    public static IReadOnlyList<Texts> All => [English, Spanish];

    /// <summary>The texts of a language; English where there are none.</summary>
    public static Texts Of(string? language) => All.FirstOrDefault(texts => texts.Language == language) ?? English;

#pragma warning disable CS1591 // The texts explain themselves.
    public required string Language { get; init; }
    public required string LanguageName { get; init; }
    public required string Tagline { get; init; }
    public required string Skip { get; init; }
    public required string Navigation { get; init; }
    public required string Theme { get; init; }
    public required string Footer { get; init; }
    public required string FooterApi { get; init; }

    public required string Tonight { get; init; }
    public required string TonightTitle { get; init; }
    public required string TonightLead { get; init; }
    public required string Search { get; init; }
    public required string SearchHint { get; init; }
    public required string SearchNone { get; init; }
    public required string StripTitle { get; init; }
    public required string StripOthers { get; init; }
    public required string Seen { get; init; }
    public required string NotForMe { get; init; }
    public required string Loved { get; init; }
    public required string NotSeen { get; init; }
    public required string Wanted { get; init; }
    public required string Later { get; init; }
    public required string Watch { get; init; }
    public required string Links { get; init; }
    public required string WhereToWatch { get; init; }
    public required string Trailer { get; init; }
    public required string NewTab { get; init; }
    public required string SurpriseMe { get; init; }
    public required string SurpriseTitle { get; init; }
    public required string Another { get; init; }
    public required string BackToList { get; init; }
    public required string ShowMore { get; init; }
    public required string Sort { get; init; }
    public required string SortFit { get; init; }
    public required string SortNewest { get; init; }
    public required string SortOldest { get; init; }
    public required string SortKnown { get; init; }
    public required string AllGenres { get; init; }
    public required string AnyGenre { get; init; }
    public required string Decade { get; init; }
    public required string Apply { get; init; }
    public required string SeePicks { get; init; }
    public required string MyList { get; init; }
    public required string Keep { get; init; }
    public required string KeepHint { get; init; }
    public required string Offline { get; init; }
    public required string KeptOne { get; init; }
    public required string KeptMany { get; init; }
    public required string ListLead { get; init; }
    public required string ListSearch { get; init; }
    public required string ListTonight { get; init; }
    public required string ListEmpty { get; init; }
    public required string ListRanked { get; init; }
    public required string ListUnranked { get; init; }
    public required string SeenTitle { get; init; }
    public required string KeepTitle { get; init; }
    public required string ExportSeen { get; init; }
    public required string ExportList { get; init; }
    public required string ImportList { get; init; }
    public required string ExportHint { get; init; }
    public required string ToMyList { get; init; }
    public required string MapLaysOut { get; init; }
    public required string MapKept { get; init; }
    public required string MapMine { get; init; }
    public required string MapPicks { get; init; }
    public required string QrLabel { get; init; }
    public required string QrHint { get; init; }
    public required string QrLocal { get; init; }
    public required string QrLong { get; init; }
    public required string SummaryTitle { get; init; }
    public required string SummaryDecades { get; init; }
    public required string SummaryAbove { get; init; }
    public required string SummaryOthers { get; init; }
    public required string SummaryGems { get; init; }
    public required string Undo { get; init; }
    public required string TakenBack { get; init; }
    public required string StarsOfFive { get; init; }
    public required string PicksTitle { get; init; }
    public required string PicksTitleBlank { get; init; }
    public required string PicksStatus { get; init; }
    public required string PicksStatusBlank { get; init; }
    public required string PicksStatusUnknown { get; init; }
    public required string PicksStatusTuned { get; init; }
    public required string PicksWithin { get; init; }
    public required string PicksNone { get; init; }
    public required string PicksNoneHint { get; init; }
    public required string FilterUnfit { get; init; }
    public required string BestSeat { get; init; }
    public required string ClearFilters { get; init; }
    public required string BecauseWatched { get; init; }
    public required string And { get; init; }
    public required string YourTaste { get; init; }
    public required string YourTasteBlank { get; init; }
    public required string AndMore { get; init; }
    public required string Remove { get; init; }
    public required string StartOver { get; init; }
    public required string CopyLink { get; init; }
    public required string Copied { get; init; }
    public required string Tune { get; init; }
    public required string GoalTitle { get; init; }
    public required string GoalLike { get; init; }
    public required string GoalWatch { get; init; }
    public required string Expected { get; init; }
    public required string LessOf { get; init; }
    public required string Genres { get; init; }
    public required string Years { get; init; }
    public required string FromYear { get; init; }
    public required string ToYear { get; init; }
    public required string Origin { get; init; }
    public required string Anywhere { get; init; }
    public required string Fame { get; init; }
    public required string FameLow { get; init; }
    public required string FameHigh { get; init; }
    public required string Variety { get; init; }
    public required string VarietyLow { get; init; }
    public required string VarietyHigh { get; init; }

    public required string TogetherTitle { get; init; }
    public required string TogetherLead { get; init; }
    public required string TogetherLeadInvited { get; init; }
    public required string TogetherPicks { get; init; }
    public required string TogetherStatus { get; init; }
    public required string TogetherTickYours { get; init; }
    public required string TogetherEmpty { get; init; }
    public required string TogetherAlone { get; init; }
    public required string WatchWith { get; init; }
    public required string WatchWithSomebody { get; init; }
    public required string WhoWatches { get; init; }
    public required string You { get; init; }
    public required string YouAfterFor { get; init; }
    public required string MoviesTold { get; init; }
    public required string BringExport { get; init; }
    public required string YourName { get; init; }
    public required string YourNameHint { get; init; }
    public required string Invite { get; init; }
    public required string InviteMore { get; init; }
    public required string InviteHint { get; init; }
    public required string SendBack { get; init; }
    public required string CopyAddress { get; init; }
    public required string ForAll { get; init; }
    public required string ForSome { get; init; }
    public required string BecauseYou { get; init; }
    public required string BecauseThey { get; init; }
    public required string YouHaveSeen { get; init; }
    public required string TheyHaveSeen { get; init; }
    public required string SeenToo { get; init; }

    public required string NewToButaca { get; init; }
    public required string DirectedBy { get; init; }
    public required string With { get; init; }
    public required string TellsOf { get; init; }
    public required string Direction { get; init; }
    public required string CastLabel { get; init; }
    public required string NamesHint { get; init; }
    public required string Director { get; init; }
    public required string Actor { get; init; }
    public required string NameHint { get; init; }
    public required string NameUnknown { get; init; }
    public required string Spoken { get; init; }
    public required string Any { get; init; }
    public required string UnknownLeftOut { get; init; }
    public required string LetUnknownIn { get; init; }
    public required string UnknownIsIn { get; init; }
    public required string LeaveUnknownOut { get; init; }
    public required string Audience { get; init; }
    public required string AudienceNone { get; init; }
    public required string NoSynopsis { get; init; }
    public required string AlsoKnown { get; init; }
    public required string SimilarTitle { get; init; }
    public required string SimilarNone { get; init; }
    public required string SimilarUnknown { get; init; }
    public required string Shares { get; init; }
    public required string SameTime { get; init; }
    public required string SharedAudience { get; init; }
    public required string PlaceTitle { get; init; }
    public required string PlaceCaption { get; init; }
    public required string PlaceNone { get; init; }
    public required string OpenMap { get; init; }
    public required string MovieMissing { get; init; }
    public required string MovieMissingHint { get; init; }
    public required string BackToTonight { get; init; }

    public required string New { get; init; }
    public required string NewTitle { get; init; }
    public required string NewLead { get; init; }
    public required string Title { get; init; }
    public required string Year { get; init; }
    public required string Synopsis { get; init; }
    public required string SynopsisHint { get; init; }
    public required string Judge { get; init; }
    public required string Judging { get; init; }
    public required string JudgeEmpty { get; init; }
    public required string JudgeBlank { get; init; }
    public required string JudgeNoModel { get; init; }
    public required string YearUnfit { get; init; }
    public required string OriginStrange { get; init; }
    public required string Resembles { get; init; }
    public required string WhoTitle { get; init; }
    public required string WhoCaption { get; init; }
    public required string Person { get; init; }
    public required string User { get; init; }
    public required string WhoWatched { get; init; }
    public required string AddTitle { get; init; }
    public required string AddLead { get; init; }
    public required string Key { get; init; }
    public required string Add { get; init; }
    public required string AddedAs { get; init; }
    public required string KeyWrong { get; init; }
    public required string TitleMissing { get; init; }
    public required string NotReadable { get; init; }
    public required string NotStored { get; init; }

    public required string History { get; init; }
    public required string HistoryTitle { get; init; }
    public required string HistoryLead { get; init; }
    public required string Drop { get; init; }
    public required string DropHint { get; init; }
    public required string HowLetterboxd { get; init; }
    public required string HowImdb { get; init; }
    public required string TooLarge { get; init; }
    public required string Unreadable { get; init; }
    public required string UnreadableHint { get; init; }
    public required string Line { get; init; }
    public required string Reading { get; init; }
    public required string MatchedOne { get; init; }
    public required string Matched { get; init; }
    public required string MatchedCut { get; init; }
    public required string Unmatched { get; init; }
    public required string UnmatchedNone { get; init; }
    public required string WithStars { get; init; }
    public required string ExportEmpty { get; init; }
    public required string Reason { get; init; }
    public required string ReasonMissing { get; init; }
    public required string ReasonSeveral { get; init; }
    public required string ReasonNoMovie { get; init; }
    public required string TakeOut { get; init; }
    public required string OfYourList { get; init; }
    public required string OnWatchlist { get; init; }
    public required string Correct { get; init; }
    public required string CorrectTo { get; init; }
    public required string NoneOfThese { get; init; }
    public required string ReasonOther { get; init; }
    public required string ReasonDoubtful { get; init; }
    public required string ReasonUnreadable { get; init; }
    public required string ShowPicks { get; init; }
    public required string Forget { get; init; }
    public required string HistoryEmpty { get; init; }
    public required string Forgotten { get; init; }
    public required string Privacy { get; init; }

    public required string Map { get; init; }
    public required string MapTitle { get; init; }
    public required string MapLead { get; init; }
    public required string MapHelp { get; init; }
    public required string MapCanvas { get; init; }
    public required string MapFind { get; init; }
    public required string MapColor { get; init; }
    public required string ByGenre { get; init; }
    public required string ByYear { get; init; }
    public required string ZoomIn { get; init; }
    public required string ZoomOut { get; init; }
    public required string ZoomAll { get; init; }
    public required string MapLoading { get; init; }
    public required string MapFailed { get; init; }
    public required string MapFound { get; init; }
    public required string OtherGenres { get; init; }
    public required string OneGenre { get; init; }

    public required string Models { get; init; }
    public required string ModelsTitle { get; init; }
    public required string ModelsLead { get; init; }
    public required string Model { get; init; }
    public required string Trained { get; init; }
    public required string NotTrained { get; init; }
    public required string NotTrainedHint { get; init; }
    public required string Serves { get; init; }
    public required string Data { get; init; }
    public required string DataLine { get; init; }
    public required string DataHint { get; init; }
    public required string MeasuresTitle { get; init; }
    public required string NoMeasures { get; init; }
    public required string MeasuresCaption { get; init; }
    public required string MeaningsTitle { get; init; }
    public required string CurvesTitle { get; init; }
    public required string CurvesNone { get; init; }
    public required string Epoch { get; init; }
    public required string Loss { get; init; }
    public required string Validation { get; init; }
    public required string CompareTitle { get; init; }
    public required string CompareLead { get; init; }
    public required string CompareBlank { get; init; }
    public required string CompareOne { get; init; }
    public required string CompareShared { get; init; }
    public required string First { get; init; }
    public required string Second { get; init; }
    public required string OnBoth { get; init; }

    public required string Starting { get; init; }
    public required string StartingLead { get; init; }
    public required string StagePreparing { get; init; }
    public required string StageLearning { get; init; }
    public required string StageWaiting { get; init; }
    public required string Locked { get; init; }
    public required string LockedHint { get; init; }
    public required string LockedOwner { get; init; }
    public required string NotFound { get; init; }
    public required string NotFoundHint { get; init; }
    public required string Broken { get; init; }
    public required string BrokenHint { get; init; }
    public required string Reload { get; init; }
    public required string Lost { get; init; }
    public required string LostHint { get; init; }
    public required string Gone { get; init; }
    public required string GoneHint { get; init; }

    public required FrozenDictionary<FileProblem, string> Problems { get; init; }
    public required FrozenDictionary<string, string> KindNames { get; init; }
    public required FrozenDictionary<string, string> Summaries { get; init; }
    public required FrozenDictionary<string, string> Meanings { get; init; }
    public required FrozenDictionary<string, string> NetworkNames { get; init; }
    public required FrozenDictionary<string, string> GenreNames { get; init; }
    public required FrozenDictionary<string, string> OriginNames { get; init; }
    public required FrozenDictionary<string, string> SpokenNames { get; init; }
    public required IReadOnlyList<string> Months { get; init; }
    public required char ThousandsMark { get; init; }
    public required char DecimalMark { get; init; }
#pragma warning restore CS1591

    /// <summary>What a network learns of: the name of its curve.</summary>
    public string Network(string network) => NetworkNames.GetValueOrDefault(network, network);

    /// <summary>What is wrong with a file, in a sentence.</summary>
    /// <param name="problem">What.</param>
    /// <param name="line">The line, where it is one.</param>
    /// <param name="value">What there is to say of it.</param>
    public string Problem(FileProblem problem, long? line, string? value) =>
        Fill(line is null ? Problems[problem] : $"{Line} {Problems[problem]}", value, line);

    /// <summary>
    /// What a row of an export is that is no movie, such as a series; what has no name here stays as the file has it.
    /// </summary>
    public string Kind(string kind) => KindNames.GetValueOrDefault(kind, kind);

    /// <summary>A genre's name.</summary>
    public string Genre(string genre) => GenreNames.GetValueOrDefault(genre, genre);

    /// <summary>What a model is.</summary>
    public string SummaryOf(ModelItem model) => Summaries.GetValueOrDefault(model.Name, model.Summary);

    /// <summary>Where a movie comes from; what has no name here stays as the data has it.</summary>
    public string OriginName(string origin) =>
        string.Join('-', origin.Split('-').Select(part => OriginNames.GetValueOrDefault(part, part)));

    /// <summary>A language that is spoken in movies; what has no name here stays as the data has it.</summary>
    public string SpokenLanguage(string language) => SpokenNames.GetValueOrDefault(language, language);

    /// <summary>The language of a text, where it is another than the page's; null where they are the same.</summary>
    public string? Other(string? language) =>
        language is null || Butaca.Data.LanguageTag.AreAlike(language, Language) ? null : language;

    /// <summary>Some names, with the language's "and" before the last.</summary>
    public string List(IReadOnlyList<string> names) =>
        names.Count < 2
            ? string.Concat(names)
            : $"{string.Join(", ", names.Take(names.Count - 1))} {AndBefore(names[^1])} {names[^1]}";

    /// <summary>The word that joins the last of several; Spanish changes it before an i.</summary>
    public string AndBefore(string name) =>
        Language == "es"
        && name.TrimStart('«', '"', '¡', '¿') is [var first, ..]
        && (first is 'I' or 'i' or 'Í' or 'í' || name.StartsWith("Hi", StringComparison.OrdinalIgnoreCase))
            ? "e"
            : And;

    /// <summary>A whole number.</summary>
    public string Number(int number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ThousandsMark);

    /// <summary>A rating in stars, such as 4.5.</summary>
    public string Stars(double stars) => stars.ToString("0.#", CultureInfo.InvariantCulture).Replace('.', DecimalMark);

    /// <summary>A rating that is expected, with what it may be.</summary>
    public string ExpectedStars(PredictedStars stars) =>
        Fill(Expected, Stars(stars.Expected), Stars(stars.From), Stars(stars.To));

    /// <summary>A rating in words, such as "4.5 of 5 stars".</summary>
    public string StarsOf(double stars) => Fill(StarsOfFive, Stars(stars));

    /// <summary>A number with three decimals.</summary>
    public string Measure(double number) =>
        number.ToString("0.000", CultureInfo.InvariantCulture).Replace('.', DecimalMark);

    /// <summary>A day.</summary>
    public string Day(DateTimeOffset time) => $"{time.Day} {Months[time.Month - 1]} {time.Year}";

    /// <summary>A text with places filled.</summary>
    public static string Fill(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);
}
