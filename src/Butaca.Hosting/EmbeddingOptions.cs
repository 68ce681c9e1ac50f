using System.ComponentModel.DataAnnotations;

namespace Butaca.Hosting;

/// <summary>How Butaca works within a program of yours.</summary>
public sealed class EmbeddingOptions : HostingOptions
{
    /// <summary>
    /// Options with the defaults of a program that looks after its models by itself: it trains after 1,000 events, or a
    /// day.
    /// </summary>
    public EmbeddingOptions()
    {
        TrainAfterEvents = 1000;
        TrainEveryHours = 24;
    }

    /// <summary>
    /// After how many seconds the movies are read again from <see cref="IMovieSource"/>; 0: only at the start, or when
    /// an event names an unknown one. Default 300.
    /// </summary>
    [Range(0, 1_000_000)]
    public double MoviesEverySeconds { get; set; } = 300;

    /// <summary>
    /// After how many seconds new events are read from <see cref="IEventSource{TUser, TMovie}"/>. Default 5.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double EventsEverySeconds { get; set; } = 5;
}
