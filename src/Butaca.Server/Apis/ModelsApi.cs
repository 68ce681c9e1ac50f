using System.ComponentModel;
using System.Security.Claims;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Models;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Butaca.Server.Apis;

/// <summary>Models: which there are, which serves whom, and their training.</summary>
internal static class ModelsApi
{
    /// <summary>What went wrong may name files and hosts.</summary>
    private const string ErrorIsInTheLog =
        "It failed. Why is in the server's log, and told to whoever has an admin key.";

    private const string NameMeaning = "The model's name.";

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/models").WithTags("models");
        group
            .MapGet("", List)
            .NamesNobody()
            .WithName("ListModels")
            .WithSummary("All models, trained or not, with their measures");
        group
            .MapPost("/{name}/activate", Activate)
            .Needs(KeyScope.Admin)
            .WithName("ActivateModel")
            .WithSummary("Have a model serve everybody, or a share of the users");
        group
            .MapPost("/{name}/train", Train)
            .Needs(KeyScope.Admin)
            .WithName("TrainModel")
            .WithSummary("Train a model in the background, on the data and all stored events");
        group
            .MapGet("/training", Status)
            .NamesNobody()
            .WithName("GetTraining")
            .WithSummary("The training that runs, or the last one");
        group
            .MapDelete("/training", Cancel)
            .Needs(KeyScope.Admin)
            .WithName("CancelTraining")
            .WithSummary("Cancel the training that runs");
    }

    internal static IReadOnlyList<ModelItem> List(LiveState state)
    {
        Deployment deployment = state.Deployment;
        return [.. Trainer.Models.All.Select(model => Item(deployment, model))];
    }

    private static async Task<ModelItem> Activate(
        [Description(NameMeaning)] string name,
        Activation activation,
        LiveState state,
        CancellationToken cancellation
    )
    {
        IModel model = Known(name);
        if (!state.Deployment.Models.ContainsKey(model.Name))
            throw RequestException.Conflict(
                $"{model.Name} is not trained yet: POST /api/v1/models/{model.Name}/train first."
            );
        await state.ActivateAsync(model.Name, activation.Share, cancellation);
        return Item(state.Deployment, model);
    }

    private static async Task<Accepted<TrainingStatus>> Train(
        [Description(NameMeaning)] string name,
        TrainingRequest request,
        LiveState state,
        ITrainings trainings,
        CancellationToken cancellation
    )
    {
        _ = state.Deployment; // not before it is ready
        IModel model = Known(name);
        ModelOption.Parse(model, request.Options);
        return TypedResults.Accepted(
            "/api/v1/models/training",
            await trainings.BeginAsync(model.Name, request, cancellation)
        );
    }

    private static async Task<TrainingStatus> Status(
        ITrainings trainings,
        ClaimsPrincipal caller,
        CancellationToken cancellation
    )
    {
        TrainingStatus status =
            await trainings.StatusAsync(cancellation)
            ?? throw RequestException.NotFound("Nothing was trained since the server started.");
        return status.Error is null || caller.Reaches(KeyScope.Admin)
            ? status
            : status with
            {
                Error = ErrorIsInTheLog,
            };
    }

    private static async Task<NoContent> Cancel(ITrainings trainings, CancellationToken cancellation) =>
        await trainings.CancelAsync(cancellation)
            ? TypedResults.NoContent()
            : throw RequestException.Conflict("No training is running.");

    private static IModel Known(string name) =>
        Trainer.Models.All.FirstOrDefault(model => model.Name == name)
        ?? throw RequestException.NotFound(
            $"There is no model '{name}'. There are {string.Join(", ", Trainer.Models.All.Select(model => model.Name))}."
        );

    private static IReadOnlyDictionary<string, double> Nothing { get; } = new Dictionary<string, double>();

    private static ModelItem Item(Deployment deployment, IModel model)
    {
        if (!deployment.Models.TryGetValue(model.Name, out LiveModel? live))
            return new ModelItem(
                model.Name,
                model.Summary,
                null,
                0,
                new Dictionary<string, string>(),
                0,
                0,
                0,
                Nothing,
                Nothing,
                false
            );
        ModelManifest manifest = live.Trained.Manifest;
        return new ModelItem(
            model.Name,
            model.Summary,
            live.Time,
            deployment.ShareOf(model.Name),
            manifest.Options,
            manifest.Users,
            live.Catalog.Count,
            manifest.Interactions,
            manifest.Metrics,
            manifest.StandardErrors ?? Nothing,
            live.TakesNewMovies
        );
    }
}
