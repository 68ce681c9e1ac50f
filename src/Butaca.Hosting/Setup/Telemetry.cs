using System.Diagnostics.Metrics;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;

namespace Butaca.Hosting.Setup;

/// <summary>The metrics of the meter <see cref="MeterName"/>.</summary>
public sealed class Telemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Butaca";

    private readonly Counter<long> _events;
    private readonly Counter<long> _recommendations;

    /// <summary>Begins to count.</summary>
    public Telemetry(
        IMeterFactory meters,
        LiveState state,
        IStore store,
        ImpressionLog shown,
        TrainingService trainings,
        TimeProvider time,
        ClusterNode? cluster = null
    )
    {
        Meter meter = meters.Create(MeterName);
        _events = meter.CreateCounter<long>("butaca.events", "{event}", "Events stored");
        _recommendations = meter.CreateCounter<long>("butaca.recommendations", "{list}", "Lists recommended");
        meter.CreateObservableGauge(
            "butaca.model.age",
            () => Ages(state, time),
            "s",
            "Seconds since each model was trained"
        );
        meter.CreateObservableCounter(
            "butaca.trainings.failed",
            () => trainings.Failures,
            "{training}",
            "Trainings that failed"
        );
        meter.CreateObservableGauge(
            "butaca.store.queue",
            () => store.Waiting,
            "{event}",
            "Events, and other writes, that wait to be stored"
        );
        meter.CreateObservableCounter(
            "butaca.store.failures",
            () => store.Failures,
            "{failure}",
            "Reads and writes that the store failed"
        );
        meter.CreateObservableGauge(
            "butaca.shown.queue",
            () => shown.Waiting,
            "{list}",
            "Shown lists that wait to be written"
        );
        meter.CreateObservableCounter(
            "butaca.shown.dropped",
            () => shown.Dropped,
            "{list}",
            "Shown lists that were dropped"
        );
        meter.CreateObservableGauge(
            "butaca.ready",
            () => state.IsReady ? 1 : 0,
            description: "1 once requests are answered"
        );
        if (cluster is not null)
            meter.CreateObservableGauge(
                "butaca.silos",
                () => cluster.Alive,
                "{silo}",
                "Silos of the cluster that this one takes for alive"
            );
    }

    /// <summary>Events were stored.</summary>
    public void Stored(int events) => _events.Add(events);

    /// <summary>A list was recommended.</summary>
    public void Recommended(string model) => _recommendations.Add(1, new KeyValuePair<string, object?>("model", model));

    private static IEnumerable<Measurement<double>> Ages(LiveState state, TimeProvider time) =>
        !state.IsReady
            ? []
            : state.Deployment.Models.Values.Select(model => new Measurement<double>(
                (time.GetUtcNow() - model.Time).TotalSeconds,
                new KeyValuePair<string, object?>("model", model.Name)
            ));
}
