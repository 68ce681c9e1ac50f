using Butaca.Data.Sources;
using Butaca.Evaluation;
using Butaca.Models;

namespace Butaca.Tests;

/// <summary>What is listed as Butaca is compiled is what reflection finds.</summary>
public sealed class OwnPartsTests
{
    private static string[] Found<T>()
        where T : class => [.. Registry.Find<T>(typeof(Registry).Assembly).Select(part => part.GetType().Name)];

    [Fact]
    public void EveryRatingSourceIsListed() =>
        Assert.Equal(Found<IRatingSource>(), DataSources.Ratings.Select(source => source.GetType().Name));

    [Fact]
    public void EverySynopsisSourceIsListed() =>
        Assert.Equal(Found<ISynopsisSource>(), DataSources.Synopses.Select(source => source.GetType().Name));

    [Fact]
    public void EveryMetricIsListed() =>
        Assert.Equal(
            Found<IMetric>(),
            Evaluator.Metrics.Select(metric => metric.GetType().Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void EveryScorerIsListed() =>
        Assert.Equal(
            typeof(Scorer)
                .Assembly.GetTypes()
                .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ILoadableScorer)))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
            ScorerTable.Own.Names.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void AScorerOfANameThatIsTakenIsRefused() =>
        Assert.Equal(
            "'DenseItemScorer': found two scorers of this name, expected one, since a model folder names it. Rename Butaca.Models.DenseItemScorer.",
            Assert.Throws<ButacaException>(() => ScorerTable.Own.With<DenseItemScorer>()).Message
        );

    [Fact]
    public void TwoModelsOfANameAreRefused() =>
        Assert.StartsWith(
            "'popularity': found two models of this name",
            Assert
                .Throws<ButacaException>(() =>
                    new ModelRegistry([
                        new Butaca.Training.Models.Popularity(),
                        new Butaca.Training.Models.Popularity(),
                    ])
                )
                .Message,
            StringComparison.Ordinal
        );
}
