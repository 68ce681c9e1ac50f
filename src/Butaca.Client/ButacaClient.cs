using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butaca.Client.Contracts;

namespace Butaca.Client;

/// <summary>
/// A Butaca server's API. Safe for many threads. Every method throws <see cref="ButacaApiException"/> where the server
/// refuses, <see cref="HttpRequestException"/> where it can't be reached, <see cref="OperationCanceledException"/>
/// where the wait is cancelled or takes longer than <see cref="HttpClient.Timeout"/>, and <see cref="JsonException"/>
/// where the answer is not one of Butaca's.
/// </summary>
public sealed class ButacaClient : IDisposable
{
    private const string Root = "api/v1"; // relative: the server may stand under a path

    private static readonly ContractsJson Json = ContractsJson.Default;

    private readonly HttpClient _http;
    private readonly bool _owns;

    /// <summary>Uses a client, whose base address is the server's and whose headers hold the key.</summary>
    public ButacaClient(HttpClient http) => _http = http;

    /// <summary>Talks to a server.</summary>
    /// <param name="address">Such as <c>http://127.0.0.1:5080</c>, or with the path that a proxy gives it,
    /// <c>https://example.com/butaca</c>.</param>
    /// <param name="key">As <c>butaca keys create</c> made it; null: none.</param>
    public ButacaClient(Uri address, string? key = null)
    {
        _http = new HttpClient { BaseAddress = address };
        _owns = true;
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    /// <summary>
    /// The language in which titles and synopses are wanted, where the server's data set has them; null: the data set's
    /// own.
    /// </summary>
    public string? Language { get; init; }

    /// <summary>Closes the connections, unless they are another client's.</summary>
    public void Dispose()
    {
        if (_owns)
            _http.Dispose();
    }

    /// <summary>Asks for nothing: whether the server answers, and what the way costs.</summary>
    public Task PingAsync(CancellationToken cancellation = default) =>
        GetAsync($"{Root}/ping", Json.Object, cancellation);

    /// <summary>Searches the catalogue.</summary>
    /// <param name="query">A title or a part of one, with errors or not, somebody's name, an id, or words of what is
    /// told of movies, such as <c>sad, in space</c>; null: all movies, the most watched first.</param>
    /// <param name="filter">Which movies; null: all.</param>
    /// <param name="offset">How many to skip.</param>
    /// <param name="limit">How many to list, 1 to 100.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<MoviePage> SearchMoviesAsync(
        string? query = null,
        MovieQuery? filter = null,
        int offset = 0,
        int limit = 20,
        CancellationToken cancellation = default
    )
    {
        QueryText text = new QueryText().Add("query", query).Add("offset", offset).Add("limit", limit);
        foreach (string genre in filter?.Genres ?? [])
            text.Add("genre", genre);
        foreach (string origin in filter?.Origins ?? [])
            text.Add("origin", origin);
        foreach (string language in filter?.Languages ?? [])
            text.Add("language", language);
        foreach (string director in filter?.Directors ?? [])
            text.Add("director", director);
        foreach (string actor in filter?.Cast ?? [])
            text.Add("cast", actor);
        if (filter?.Unknown == true)
            text.Add("unknown", "true");
        return GetAsync(
            $"{Root}/movies{text.Add("fromYear", filter?.FromYear).Add("toYear", filter?.ToYear)}",
            Json.MoviePage,
            cancellation
        );
    }

    /// <summary>What the catalogue has to choose from.</summary>
    public Task<CatalogSummary> SummariseCatalogAsync(CancellationToken cancellation = default) =>
        GetAsync($"{Root}/movies/summary", Json.CatalogSummary, cancellation);

    /// <summary>One movie.</summary>
    public Task<MovieItem> GetMovieAsync(MovieId id, CancellationToken cancellation = default) =>
        GetAsync($"{Root}/movies/{Uri.EscapeDataString(id)}", Json.MovieItem, cancellation);

    /// <summary>The movies most like one.</summary>
    public Task<IReadOnlyList<RecommendedMovie>> GetSimilarMoviesAsync(
        MovieId id,
        int n = 10,
        string? model = null,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/movies/{Uri.EscapeDataString(id)}/similar{new QueryText().Add("n", n).Add("model", model)}",
            Json.IReadOnlyListRecommendedMovie,
            cancellation
        );

    /// <summary>
    /// Adds a movie; it can be recommended at once. One that is there already, like it in everything, is not added
    /// twice, and is back where it was withdrawn. Needs a key to write.
    /// </summary>
    public Task<MovieItem> AddMovieAsync(MovieDescription movie, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/movies",
            JsonContent.Create(movie, Json.MovieDescription),
            Json.MovieItem,
            cancellation
        );

    /// <summary>
    /// Withdraws a movie: it is not recommended or found any more, but known to those who watched it; <see
    /// cref="ChangeMovieAsync"/> brings it back. Needs a key to write.
    /// </summary>
    /// <returns>What it was.</returns>
    public Task<MovieItem> WithdrawMovieAsync(MovieId id, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, $"{Root}/movies/{Uri.EscapeDataString(id)}", null, Json.MovieItem, cancellation);

    /// <summary>Movies that were withdrawn, by id. Needs a key to write.</summary>
    /// <param name="offset">How many to leave out first.</param>
    /// <param name="limit">How many at most, up to 100.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public Task<MoviePage> ListWithdrawnMoviesAsync(
        int offset = 0,
        int limit = 20,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/movies/withdrawn{new QueryText().Add("offset", offset).Add("limit", limit)}",
            Json.MoviePage,
            cancellation
        );

    /// <summary>Changes what a movie is; one that was withdrawn is back. Needs a key to write.</summary>
    public Task<MovieItem> ChangeMovieAsync(
        MovieId id,
        MovieDescription movie,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Put,
            $"{Root}/movies/{Uri.EscapeDataString(id)}",
            JsonContent.Create(movie, Json.MovieDescription),
            Json.MovieItem,
            cancellation
        );

    /// <summary>
    /// Adds or changes many movies in one step; they are sent as they come. Needs a key to write.
    /// </summary>
    /// <param name="movies">The movies, each under an id of its own or none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What became of each, in their order: one that is refused is told, and the others are stored.</returns>
    public IAsyncEnumerable<MovieOutcome> PutMoviesAsync(
        IAsyncEnumerable<CatalogMovie> movies,
        CancellationToken cancellation = default
    ) =>
        LinesAsync(
            HttpMethod.Put,
            $"{Root}/movies",
            new LinesContent<CatalogMovie>(movies, Json.CatalogMovie),
            Json.MovieOutcome,
            cancellation
        );

    /// <summary>What a movie that isn't in the catalogue resembles, and who would like it.</summary>
    public Task<Judgement> JudgeMovieAsync(
        MovieDescription movie,
        int n = 10,
        int users = 10,
        string? model = null,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/movies/judge{new QueryText().Add("n", n).Add("users", users).Add("model", model)}",
            JsonContent.Create(movie, Json.MovieDescription),
            Json.Judgement,
            cancellation
        );

    /// <summary>Recommends to a user, or to somebody who watched some movies.</summary>
    public Task<RecommendationAnswer> RecommendAsync(
        RecommendationRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/recommendations",
            JsonContent.Create(request, Json.RecommendationRequest),
            Json.RecommendationAnswer,
            cancellation
        );

    /// <summary>Recommends one list to two to six users.</summary>
    public Task<TogetherAnswer> RecommendTogetherAsync(
        TogetherRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/recommendations/together",
            JsonContent.Create(request, Json.TogetherRequest),
            Json.TogetherAnswer,
            cancellation
        );

    /// <summary>
    /// Recommends to a user; the server may answer from memory, which <see cref="RecommendAsync"/> never does.
    /// </summary>
    public Task<RecommendationAnswer> RecommendToAsync(
        string user,
        int n = 10,
        string? model = null,
        int offset = 0,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/users/{Uri.EscapeDataString(user)}/recommendations{new QueryText().Add("n", n).Add("model", model).Add("offset", offset)}",
            Json.RecommendationAnswer,
            cancellation
        );

    /// <summary>Recommends to many users, one answer after the other as the server makes them.</summary>
    public IAsyncEnumerable<RecommendationAnswer> RecommendToManyAsync(
        BatchRequest request,
        CancellationToken cancellation = default
    ) =>
        LinesAsync(
            HttpMethod.Post,
            $"{Root}/recommendations/batch",
            JsonContent.Create(request, Json.BatchRequest),
            Json.RecommendationAnswer,
            cancellation
        );

    /// <summary>Tells what happened between a user and a movie. Needs a key to write.</summary>
    public Task<EventReceipt> SendEventAsync(string user, UserEvent sent, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/users/{Uri.EscapeDataString(user)}/events",
            JsonContent.Create(sent, Json.UserEvent),
            Json.EventReceipt,
            cancellation
        );

    /// <summary>Tells many events at once, stored all or none. Needs a key to write.</summary>
    public Task<EventReceipt> SendEventsAsync(
        IReadOnlyList<UserEvent> events,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/events",
            JsonContent.Create(new EventBatch { Events = events }, Json.EventBatch),
            Json.EventReceipt,
            cancellation
        );

    /// <summary>
    /// Tells any number of events, which are sent as they come. Where it fails, some may be stored: sent again under
    /// their ids, they count once. Needs a key to write.
    /// </summary>
    /// <param name="events">The events; each names its user.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What became of each, in their order: one that is refused is told, and the others are stored.</returns>
    public IAsyncEnumerable<EventOutcome> SendEventsAsync(
        IAsyncEnumerable<UserEvent> events,
        CancellationToken cancellation = default
    ) =>
        LinesAsync(
            HttpMethod.Post,
            $"{Root}/events",
            new LinesContent<UserEvent>(events, Json.UserEvent),
            Json.EventOutcome,
            cancellation
        );

    /// <summary>
    /// What is known of a user: the first 1,000 movies that they watched, and that they dismissed. Needs a key.
    /// </summary>
    public Task<UserHistory> GetHistoryAsync(string user, CancellationToken cancellation = default) =>
        GetHistoryAsync(user, 0, cancellation: cancellation);

    /// <summary>A page of what is known of a user. Needs a key.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="offset">How many to leave out first, of what was watched and of what was dismissed.</param>
    /// <param name="limit">How many of each, 1 to 1,000.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<UserHistory> GetHistoryAsync(
        string user,
        int offset,
        int limit = 1000,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/users/{Uri.EscapeDataString(user)}/history{new QueryText().Add("offset", offset).Add("limit", limit)}",
            Json.UserHistory,
            cancellation
        );

    /// <summary>A page of a user's events, in the order in which they were acknowledged. Needs a key.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="offset">How many to leave out first.</param>
    /// <param name="limit">How many, 1 to 1,000.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<EventPage> GetEventsAsync(
        string user,
        int offset = 0,
        int limit = 100,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/users/{Uri.EscapeDataString(user)}/events{new QueryText().Add("offset", offset).Add("limit", limit)}",
            Json.EventPage,
            cancellation
        );

    /// <summary>The users of whom something is known, one page after the other. Needs a key.</summary>
    public async IAsyncEnumerable<KnownUser> ListUsersAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        string? cursor = null;
        do
        {
            UserPage page = await GetAsync(
                $"{Root}/users{new QueryText().Add("cursor", cursor).Add("limit", 1000)}",
                Json.UserPage,
                cancellation
            );
            foreach (KnownUser user in page.Users)
                yield return user;
            cursor = page.Cursor;
        } while (cursor is not null);
    }

    /// <summary>All that is known of a user, but for what models learned from it. Needs a key.</summary>
    public Task<UserExport> ExportUserAsync(string user, CancellationToken cancellation = default) =>
        GetAsync($"{Root}/users/{Uri.EscapeDataString(user)}/export", Json.UserExport, cancellation);

    /// <summary>Deletes a user with all they left. Needs a key to write.</summary>
    public Task<Deletion> DeleteUserAsync(string user, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, $"{Root}/users/{Uri.EscapeDataString(user)}", null, Json.Deletion, cancellation);

    /// <summary>What each row of another service's export is here. Nothing is stored.</summary>
    /// <param name="export">The file.</param>
    /// <param name="name">Its name: that of a watchlist tells that it is one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ImportReport> ReadImportAsync(
        Stream export,
        string name,
        CancellationToken cancellation = default
    )
    {
        using HttpRequestMessage message = new(
            HttpMethod.Post,
            AddressOf($"{Root}/imports{new QueryText().Add("name", name)}")
        );
        message.Content = new StreamContent(export);
        using HttpResponseMessage response = await _http.SendAsync(message, cancellation);
        await ButacaApiException.ThrowIfRefusedAsync(response, cancellation);
        return (await response.Content.ReadFromJsonAsync(Json.ImportReport, cancellation))!;
    }

    /// <summary>All models, trained or not.</summary>
    public Task<IReadOnlyList<ModelItem>> ListModelsAsync(CancellationToken cancellation = default) =>
        GetAsync($"{Root}/models", Json.IReadOnlyListModelItem, cancellation);

    /// <summary>Has a model serve everybody, or a share of the users. Needs a key of an administrator.</summary>
    public Task<ModelItem> ActivateModelAsync(
        string name,
        double share = 1,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/models/{Uri.EscapeDataString(name)}/activate",
            JsonContent.Create(new Activation { Share = share }, Json.Activation),
            Json.ModelItem,
            cancellation
        );

    /// <summary>Begins to train a model in the background. Needs a key of an administrator.</summary>
    public Task<TrainingStatus> TrainModelAsync(
        string name,
        TrainingRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/models/{Uri.EscapeDataString(name)}/train",
            JsonContent.Create(request, Json.TrainingRequest),
            Json.TrainingStatus,
            cancellation
        );

    /// <summary>The training that runs, or the last one.</summary>
    public Task<TrainingStatus> GetTrainingAsync(CancellationToken cancellation = default) =>
        GetAsync($"{Root}/models/training", Json.TrainingStatus, cancellation);

    /// <summary>Cancels the training that runs. Needs a key of an administrator.</summary>
    public Task CancelTrainingAsync(CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Delete, $"{Root}/models/training", null, Json.Object, cancellation);

    /// <summary>What became of each model's recommendations.</summary>
    /// <param name="since">From when on; null: of the last 30 days.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<Statistics> GetStatisticsAsync(
        DateTimeOffset? since = null,
        CancellationToken cancellation = default
    ) =>
        GetAsync(
            $"{Root}/stats{new QueryText().Add("since", since?.ToString("O", CultureInfo.InvariantCulture))}",
            Json.Statistics,
            cancellation
        );

    /// <summary>Below the base address, whether that ends in a slash or not.</summary>
    private Uri AddressOf(string path) =>
        _http.BaseAddress is { } root
            ? new Uri(
                root.AbsolutePath.EndsWith('/') ? root : new UriBuilder(root) { Path = root.AbsolutePath + "/" }.Uri,
                path
            )
            : throw new InvalidOperationException(
                "The HttpClient has no BaseAddress, expected the server's, such as http://127.0.0.1:5080."
            );

    private HttpRequestMessage Message(HttpMethod method, string address)
    {
        HttpRequestMessage message = new(method, AddressOf(address));
        if (Language is not null)
            message.Headers.Add("Accept-Language", Language);
        return message;
    }

    private async IAsyncEnumerable<T> LinesAsync<T>(
        HttpMethod method,
        string address,
        HttpContent body,
        JsonTypeInfo<T> answer,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using HttpRequestMessage message = Message(method, address);
        message.Content = body;
        using HttpResponseMessage response = await _http.SendAsync(
            message,
            HttpCompletionOption.ResponseHeadersRead,
            cancellation
        );
        await ButacaApiException.ThrowIfRefusedAsync(response, cancellation);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellation) is { } line)
            yield return JsonSerializer.Deserialize(line, answer)!;
    }

    private Task<T> GetAsync<T>(string address, JsonTypeInfo<T> answer, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, address, null, answer, cancellation);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string address,
        JsonContent? body,
        JsonTypeInfo<T> answer,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage message = Message(method, address);
        message.Content = body;
        using HttpResponseMessage response = await _http.SendAsync(message, cancellation);
        await ButacaApiException.ThrowIfRefusedAsync(response, cancellation);
        return response.StatusCode == System.Net.HttpStatusCode.NoContent
            ? default!
            : (await response.Content.ReadFromJsonAsync(answer, cancellation))!;
    }
}

/// <summary>Which movies a search lists; everything unset lists all.</summary>
public sealed record MovieQuery
{
    /// <summary>Only movies of one of these genres.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Only movies from one of these origins.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Only movies in which one of these languages is spoken.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Only movies by one of these directors.</summary>
    public IReadOnlyList<string> Directors { get; init; } = [];

    /// <summary>Only movies with one of these actors.</summary>
    public IReadOnlyList<string> Cast { get; init; } = [];

    /// <summary>Also movies whose origin, languages, directors or cast are asked for but not known.</summary>
    public bool Unknown { get; init; }

    /// <summary>Only movies from this year on.</summary>
    public int? FromYear { get; init; }

    /// <summary>Only movies up to this year.</summary>
    public int? ToYear { get; init; }
}
