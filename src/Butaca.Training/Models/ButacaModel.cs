using Butaca.Data;
using Butaca.Models;
using Butaca.Training.ButacaPipeline;

namespace Butaca.Training.Models;

/// <summary>
/// The Butaca model: linear scores in closed form (EDLAE with time, factors, what movies are), and networks that learn
/// on held-out users how to rerank by them, for known movies and, as if nobody had watched them, for new ones. See
/// docs/reference/model.md for the equations and what each part adds.
/// </summary>
public sealed class ButacaModel : Model<ButacaOptions>
{
    /// <inheritdoc/>
    public override string Name => "butaca";

    /// <inheritdoc/>
    public override string Summary =>
        "Butaca's own: who watched what, when, and what movies are, weighed by networks; for known and new movies.";

    /// <inheritdoc/>
    public override bool PredictsRatings => true;

    /// <inheritdoc/>
    public override bool PlacesMovies => true;

    /// <inheritdoc/>
    public override bool TakesNewMovies => true;

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, ButacaOptions options, TrainContext context) =>
        PipelineTraining.Train(data, options, context);
}
