using System.ComponentModel.DataAnnotations;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Apis;

/// <summary>People: what happened between them and movies, and their deletion.</summary>
internal static class PeopleApi
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("people");
        group
            .MapPost("/people/{person}/events", Send)
            .Needs(KeyScope.Write)
            .WithName("SendEvent")
            .WithSummary("Tell what happened between a person and a movie");
        group
            .MapPost("/events", SendMany)
            .Needs(KeyScope.Write)
            .WithName("SendEvents")
            .AddOpenApiOperationTransformer(OpenApiDocument.TakesLines<PersonEvent, EventOutcome>)
            .WithSummary(
                "Tell many events at once: as JSON, stored all or none; or a line of JSON each (NDJSON), and be told what became of each"
            );
        group
            .MapPost("/events", SendLines)
            .Accepts<PersonEvent>(JsonLines.ContentType)
            .Needs(KeyScope.Write)
            .TakesMuch()
            .ExcludeFromDescription(); // that of the other one tells of it, too: an address and a method have one
        group
            .MapGet("/people/{person}/events", GetEvents)
            .Needs(KeyScope.Read)
            .WithName("ListEvents")
            .WithSummary("A person's events, in the order in which they were acknowledged");
        group
            .MapGet("/people/{person}/history", GetHistory)
            .Needs(KeyScope.Read)
            .WithName("GetHistory")
            .WithSummary("What is known of a person");
        group
            .MapGet("/people", List)
            .Needs(KeyScope.Read)
            .WithName("ListPeople")
            .WithSummary("The people of whom something is known: those of the data set, then the others");
        group
            .MapGet("/people/{person}/export", Export)
            .Needs(KeyScope.Read)
            .WithRequestTimeout(ServerSetup.LongTimeout)
            .WithName("ExportPerson")
            .WithSummary("All that is known of a person, but for what models learned from it");
        group
            .MapDelete("/people/{person}", Delete)
            .Needs(KeyScope.Write)
            .WithName("DeletePerson")
            .WithSummary("Delete a person with all they left");
    }

    private static Task<EventReceipt> Send(
        [RegularExpression(PersonId.Pattern, ErrorMessage = PersonId.Expected)] string person,
        PersonEvent sent,
        LiveState state,
        Telemetry telemetry,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (sent.Person is not null && sent.Person != person)
            throw RequestException.Field(
                "person",
                $"found '{sent.Person}', expected '{person}' as in the address, or none"
            );
        return StoreAsync(
                [EventChecks.Event(state.Deployment.Catalog, sent with { Person = person }, "", time)],
                state,
                telemetry
            )
            .WaitAsync(cancellation);
    }

    private static Task<EventReceipt> SendMany(
        EventBatch batch,
        LiveState state,
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
                                : EventChecks.Event(catalog, e, $"events[{i}].", time)
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
        Telemetry telemetry,
        TimeProvider time,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancellation
    )
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        List<EventOutcome> outcomes = [];
        // Others' events are stored between two chunks. All is read before anything is answered: who sends may not listen until they are done.
        await foreach (
            ReadLine<PersonEvent>[] lines in JsonLines
                .ReadAsync<PersonEvent>(request, json.Value.SerializerOptions, cancellation)
                .Chunk(Paging.MostEntries)
                .WithCancellation(cancellation)
        )
            outcomes.AddRange(await StoreLinesAsync(lines, catalog, state, telemetry, time).WaitAsync(cancellation));
        JsonLines.CheckCount(outcomes.Count);
        await JsonLines.WriteAsync(response, outcomes.ToAsyncEnumerable(), json.Value.SerializerOptions, cancellation);
    }

    /// <summary>Once begun it ends, whoever stopped waiting for it.</summary>
    private static async Task<EventOutcome[]> StoreLinesAsync(
        ReadLine<PersonEvent>[] lines,
        LiveCatalog catalog,
        LiveState state,
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
                PersonEvent sent = Annotations.Checked(lines[i].Value ?? throw lines[i].Problem!);
                events.Add((i, EventChecks.Event(catalog, sent, "", time)));
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
        IReadOnlyList<bool> isNew = await state.People.AppendAsync([.. events.Select(e => e.Event)]);
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

    private static async Task<PersonHistory> GetHistory(
        [RegularExpression(PersonId.Pattern, ErrorMessage = PersonId.Expected)] string person,
        HttpRequest request,
        LiveState state,
        [FromQuery, Range(0, Paging.MostOffset)] int offset = 0,
        [FromQuery, Range(1, Paging.MostEntries)] int limit = Paging.MostEntries,
        CancellationToken cancellation = default
    )
    {
        PersonState known = await state.People.GetAsync(person, cancellation);
        if (known.IsUnknown)
            throw Unknown();
        LiveCatalog catalog = state.Deployment.Catalog;
        return new PersonHistory(
            person,
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
        [RegularExpression(PersonId.Pattern, ErrorMessage = PersonId.Expected)] string person,
        HttpRequest request,
        IStore store,
        LiveState state,
        [FromQuery, Range(0, Paging.MostOffset)] int offset = 0,
        [FromQuery, Range(1, Paging.MostEntries)] int limit = 100,
        CancellationToken cancellation = default
    )
    {
        if ((await state.People.GetAsync(person, cancellation)) is { IsUnknown: true, LastEvent: 0 })
            throw Unknown();
        (IReadOnlyList<StoredEvent> events, int total) = await store.EventsOfAsync(person, offset, limit, cancellation);
        return new EventPage(total, [.. events.Select(EventChecks.Sent)])
        {
            Next = Paging.Next(request, offset, limit, total),
        };
    }

    private static async Task<PeoplePage> List(
        HttpRequest request,
        LiveState state,
        [FromQuery, StringLength(1 + PersonId.Longest, MinimumLength = 2)] string? cursor = null,
        [FromQuery, Range(1, Paging.MostEntries)] int limit = 100,
        CancellationToken cancellation = default
    )
    {
        (IReadOnlyList<(string Person, bool IsOfData)> people, string? next) = await state.People.ListAsync(
            cursor,
            limit,
            cancellation
        );
        return new PeoplePage([.. people.Select(known => new KnownPerson(known.Person, known.IsOfData))])
        {
            Cursor = next,
            Next = next is null ? null : Paging.With(request, (nameof(cursor), next)),
        };
    }

    private static async Task<PersonExport> Export(
        [RegularExpression(PersonId.Pattern, ErrorMessage = PersonId.Expected)] string person,
        LiveState state,
        ImpressionLog log,
        IStore store,
        CancellationToken cancellation
    )
    {
        PersonState known = await state.People.GetAsync(person, cancellation);
        await log.FlushAsync(cancellation); // what was just shown may still wait to be written
        IReadOnlyList<StoredEvent> events = await store.EventsOfAsync(person, cancellation);
        IReadOnlyList<ShownList> shown = await store.ShownOfAsync(person, cancellation);
        if (known.IsUnknown && events.Count + shown.Count == 0)
            throw Unknown();
        LiveCatalog catalog = state.Deployment.Catalog;
        return new PersonExport(
            person,
            state.SeedData.RowOf(person) >= 0,
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

    private static RequestException Unknown() => RequestException.NotFound("Nothing is known of this person.");

    private static Task<Deletion> Delete(
        [RegularExpression(PersonId.Pattern, ErrorMessage = PersonId.Expected)] string person,
        LiveState state,
        ImpressionLog shown,
        IStore store,
        ITrainings trainings,
        CancellationToken cancellation
    ) => DeleteAsync(person, state, shown, store, trainings).WaitAsync(cancellation);

    /// <summary>Once begun it ends, whoever stopped waiting for it.</summary>
    private static async Task<Deletion> DeleteAsync(
        string person,
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
            events = await state.People.DeleteAsync(person);
        }
        finally // also where it failed: it may have been stored, and a second try then finds nothing left
        {
            mayStay = (events != 0 || state.SeedData.Knows(person)) && await trainings.PersonDeletedAsync(); // of anybody else no training knows
        }
        await state.TellDeletedAsync(person);
        await shown.FlushAsync(CancellationToken.None); // what was made of the person's history before may still wait to be written
        await store.DeleteShownOfAsync(person, CancellationToken.None);
        Id[] ids = SeedData.FormerNumberOf(person) is { } former ? [person, former] : [person];
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
        IReadOnlyList<bool> isNew = await state.People.AppendAsync(events);
        int stored = isNew.Count(n => n);
        telemetry.Stored(stored);
        return new EventReceipt(stored, events.Count - stored, [.. events.Select(e => e.Id)]);
    }
}
