using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Apis;

/// <summary>Users: what happened between them and movies, and their deletion.</summary>
internal static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("users");
        group
            .MapPost("/users/{user}/events", Send)
            .Needs(KeyScope.Write)
            .WithName("SendEvent")
            .WithSummary("Tell what happened between a user and a movie");
        group
            .MapPost("/events", SendMany)
            .Needs(KeyScope.Write)
            .WithName("SendEvents")
            .AddOpenApiOperationTransformer(OpenApiDocument.TakesLines<UserEvent, EventOutcome>)
            .WithSummary(
                "Tell many events at once: as JSON, stored all or none; or a line of JSON each (NDJSON), and be told what became of each"
            );
        group
            .MapPost("/events", SendLines)
            .Accepts<UserEvent>(JsonLines.ContentType)
            .Needs(KeyScope.Write)
            .TakesMuch()
            .ExcludeFromDescription(); // that of the other one tells of it, too: an address and a method have one
        group
            .MapGet("/users/{user}/events", GetEvents)
            .Needs(KeyScope.Read)
            .WithName("ListEvents")
            .WithSummary("A user's events, in the order in which they were acknowledged");
        group
            .MapGet("/users/{user}/history", GetHistory)
            .Needs(KeyScope.Read)
            .WithName("GetHistory")
            .WithSummary("What is known of a user");
        group
            .MapGet("/users", List)
            .Needs(KeyScope.Read)
            .WithName("ListUsers")
            .WithSummary("The users of whom something is known: those of the data set, then the others");
        group
            .MapGet("/users/{user}/export", Export)
            .Needs(KeyScope.Read)
            .WithRequestTimeout(LimitOptions.LongTimeout)
            .WithName("ExportUser")
            .WithSummary("All that is known of a user, but for what models learned from it");
        group
            .MapDelete("/users/{user}", Delete)
            .Needs(KeyScope.Write)
            .WithName("DeleteUser")
            .WithSummary("Delete a user with all they left");
    }

    private static Task<EventReceipt> Send(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected), Description("The user's id.")] string user,
        UserEvent sent,
        LiveState state,
        ServerOptions options,
        Telemetry telemetry,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (sent.User is not null && sent.User != user)
            throw RequestException.Field("user", $"found '{sent.User}', expected '{user}' as in the address, or none");
        return StoreAsync(
                [EventChecks.Event(state.Deployment.Catalog, sent with { User = user }, "", options, time)],
                state,
                telemetry
            )
            .WaitAsync(cancellation);
    }

    private static Task<EventReceipt> SendMany(
        EventBatch batch,
        LiveState state,
        ServerOptions options,
        Telemetry telemetry,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        return StoreAsync(
                [
                    .. batch.Events.Select(
                        (e, i) =>
                            e is null
                                ? throw RequestException.Field($"events[{i}]", "found null, expected an event")
                                : EventChecks.Event(catalog, e, $"events[{i}].", options, time)
                    ),
                ],
                state,
                telemetry
            )
            .WaitAsync(cancellation);
    }

    private static async Task SendLines(
        HttpRequest request,
        HttpResponse response,
        LiveState state,
        ServerOptions options,
        Telemetry telemetry,
        TimeProvider time,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancellation
    )
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        List<EventOutcome> outcomes = [];
        // Others' events are stored between two chunks. All is read before anything is answered: who sends may not
        // listen until they are done.
        await foreach (
            ReadLine<UserEvent>[] lines in JsonLines
                .ReadAsync<UserEvent>(request, json.Value.SerializerOptions, cancellation)
                .Chunk(Paging.MostEntries)
                .WithCancellation(cancellation)
        )
            outcomes.AddRange(
                await StoreLinesAsync(lines, catalog, state, options, telemetry, time).WaitAsync(cancellation)
            );
        JsonLines.CheckCount(outcomes.Count);
        await JsonLines.WriteAsync(response, outcomes.ToAsyncEnumerable(), json.Value.SerializerOptions, cancellation);
    }

    /// <summary>Once begun it ends, whoever stopped waiting for it.</summary>
    private static async Task<EventOutcome[]> StoreLinesAsync(
        ReadLine<UserEvent>[] lines,
        LiveCatalog catalog,
        LiveState state,
        ServerOptions options,
        Telemetry telemetry,
        TimeProvider time
    )
    {
        EventOutcome[] outcomes = new EventOutcome[lines.Length];
        List<(int Place, StoredEvent Event)> events = [];
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                UserEvent sent = Annotations.Checked(lines[i].Value ?? throw lines[i].Problem!);
                events.Add((i, EventChecks.Event(catalog, sent, "", options, time)));
            }
            catch (RequestException exception)
            {
                outcomes[i] = new EventOutcome(lines[i].Number, "refused")
                {
                    Field = exception.FieldName,
                    Error = exception.Message,
                };
            }
        }
        IReadOnlyList<bool> isNew = await state.Users.AppendAsync([.. events.Select(e => e.Event)]);
        telemetry.Stored(isNew.Count(n => n));
        for (int i = 0; i < events.Count; i++)
            outcomes[events[i].Place] = new EventOutcome(
                lines[events[i].Place].Number,
                isNew[i] ? "stored" : "repeated"
            )
            {
                Id = events[i].Event.Id,
            };
        return outcomes;
    }

    private static async Task<UserHistory> GetHistory(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected)] string user,
        HttpRequest request,
        LiveState state,
        [FromQuery, Range(0, Paging.MostOffset)] int offset = 0,
        [FromQuery, Range(1, Paging.MostEntries), Description("How many entries a page has at most.")]
            int limit = Paging.MostEntries,
        CancellationToken cancellation = default
    )
    {
        UserState known = await state.Users.GetAsync(user, cancellation);
        if (known.IsUnknown)
            throw Unknown();
        LiveCatalog catalog = state.Deployment.Catalog;
        return new UserHistory(
            user,
            [.. known.Watched.ToArray().Skip(offset).Take(limit).Select(watching => Item(catalog, watching))],
            [.. known.Dismissed.ToArray().Skip(offset).Take(limit).Select(catalog.Item)]
        )
        {
            WatchedTotal = known.Watched.Length,
            DismissedTotal = known.Dismissed.Length,
            Next = Paging.Next(request, offset, limit, Math.Max(known.Watched.Length, known.Dismissed.Length)),
        };
    }

    private static async Task<EventPage> GetEvents(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected)] string user,
        HttpRequest request,
        IStore store,
        LiveState state,
        [FromQuery, Range(0, Paging.MostOffset)] int offset = 0,
        [FromQuery, Range(1, Paging.MostEntries)] int limit = 100,
        CancellationToken cancellation = default
    )
    {
        if ((await state.Users.GetAsync(user, cancellation)) is { IsUnknown: true, LastEvent: 0 })
            throw Unknown();
        (IReadOnlyList<StoredEvent> events, int total) = await store.EventsOfAsync(user, offset, limit, cancellation);
        return new EventPage(total, [.. events.Select(EventChecks.Sent)])
        {
            Next = Paging.Next(request, offset, limit, total),
        };
    }

    private static async Task<UserPage> List(
        HttpRequest request,
        LiveState state,
        [
            FromQuery,
            StringLength(1 + UserId.Longest, MinimumLength = 2),
            Description("The `cursor` of the page before; by default the list begins.")
        ]
            string? cursor = null,
        [FromQuery, Range(1, Paging.MostEntries)] int limit = 100,
        CancellationToken cancellation = default
    )
    {
        (IReadOnlyList<(string User, bool IsOfData)> users, string? next) = await state.Users.ListAsync(
            cursor,
            limit,
            cancellation
        );
        return new UserPage([.. users.Select(known => new KnownUser(known.User, known.IsOfData))])
        {
            Cursor = next,
            Next = next is null ? null : Paging.With(request, (nameof(cursor), next)),
        };
    }

    private static async Task<UserExport> Export(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected)] string user,
        LiveState state,
        ImpressionLog log,
        IStore store,
        CancellationToken cancellation
    )
    {
        UserState known = await state.Users.GetAsync(user, cancellation);
        await log.FlushAsync(cancellation); // what was just shown may still wait to be written
        IReadOnlyList<StoredEvent> events = await store.EventsOfAsync(user, cancellation);
        IReadOnlyList<ShownList> shown = await store.ShownOfAsync(user, cancellation);
        if (known.IsUnknown && events.Count + shown.Count == 0)
            throw Unknown();
        LiveCatalog catalog = state.Deployment.Catalog;
        return new UserExport(
            user,
            state.SeedData.RowOf(user) >= 0,
            [.. known.Watched.ToArray().Select(watching => Item(catalog, watching))],
            [.. known.Dismissed.ToArray().Select(catalog.Item)],
            [.. events.Select(EventChecks.Sent)],
            [
                .. shown.Select(list => new ShownRecommendations(
                    list.Id,
                    list.Model,
                    DateTimeOffset.FromUnixTimeSeconds(list.Time),
                    [.. list.Movies.Select(id => (MovieId)id.ToString())]
                )),
            ]
        );
    }

    private static WatchedMovie Item(LiveCatalog catalog, Watching watching) =>
        new(
            catalog.Item(watching.Movie),
            float.IsNaN(watching.Rating) ? null : watching.Rating,
            watching.Time == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(watching.Time)
        );

    private static RequestException Unknown() => RequestException.NotFound("Nothing is known of this user.");

    private static Task<Deletion> Delete(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected)] string user,
        LiveState state,
        ImpressionLog shown,
        IStore store,
        ITrainings trainings,
        CancellationToken cancellation
    ) => DeleteAsync(user, state, shown, store, trainings).WaitAsync(cancellation);

    /// <summary>Once begun it ends, whoever stopped waiting for it.</summary>
    private static async Task<Deletion> DeleteAsync(
        string user,
        LiveState state,
        ImpressionLog shown,
        IStore store,
        ITrainings trainings
    )
    {
        int? events = null;
        bool mayStay;
        try
        {
            events = await state.Users.DeleteAsync(user);
        }
        finally // also where it failed: it may have been stored, and a second try then finds nothing left
        {
            mayStay = (events != 0 || state.SeedData.Knows(user)) && await trainings.UserDeletedAsync(); // of anybody else no training knows
        }
        await state.TellDeletedAsync(user);
        await shown.FlushAsync(CancellationToken.None); // what was made of the user's history before may still wait to be written
        await store.DeleteShownOfAsync(user, CancellationToken.None);
        Id[] ids = SeedData.FormerNumberOf(user) is { } former ? [user, former] : [user];
        bool learned = state.Deployment.Models.Values.Any(model =>
            Array.Exists(ids, id => model.Trained.Data.Users.RowOf(id) >= 0)
        );
        return new Deletion(events.Value, learned || mayStay);
    }

    /// <summary>Once begun it ends, whoever stopped waiting for it.</summary>
    private static async Task<EventReceipt> StoreAsync(
        IReadOnlyList<StoredEvent> events,
        LiveState state,
        Telemetry telemetry
    )
    {
        IReadOnlyList<bool> isNew = await state.Users.AppendAsync(events);
        int stored = isNew.Count(n => n);
        telemetry.Stored(stored);
        return new EventReceipt(stored, events.Count - stored, [.. events.Select(e => e.Id)]);
    }
}
