using System.Globalization;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Evaluation;
using Butaca.Evaluation.Tuning;
using Butaca.Models;
using Butaca.Training.Models;
using static Butaca.Tests.Models.ModelFacts;

namespace Butaca.Tests;

/// <summary>
/// A program's culture changes nothing: with a comma before decimals, as in Spain, and a minus of its own, as in
/// Sweden.
/// </summary>
public sealed class CultureTests
{
    private static T Abroad<T>(Func<T> make)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone(); // others need ICU's data
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        try
        {
            CultureInfo.CurrentCulture = culture;
            return make();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void OptionsAreSearched()
    {
        TuneOptions options = new() { Trials = 4, Draws = 1 };
        static string[] Settings(IReadOnlyList<Trial> trials) =>
            [.. trials.Select(trial => string.Join(' ', trial.Options))];
        Assert.Equal(
            Settings(Tuner.Run(new Edlae(), ToyData, options, new TrainContext())),
            Abroad(() => Settings(Tuner.Run(new Edlae(), ToyData, options, new TrainContext())))
        );
    }

    [Fact]
    public void FiguresArePrintedWithAPoint()
    {
        MetricReport metric = new("P", 0.25, 0.0123, new Difference(-0.05, -0.1, 0.0004));
        EvaluationReport report = new(
            "new-users",
            10,
            -42,
            5,
            "one",
            "",
            [
                new GroupReport(
                    "users",
                    null,
                    3,
                    5,
                    0,
                    [new ModelReport("one", new Dictionary<string, string>(), [metric])]
                ),
            ]
        )
        {
            Threads = 1,
        };
        string text = Abroad(() => ReportMarkdown.Format(report, "x"));
        Assert.Equal(ReportMarkdown.Format(report, "x"), text);
        Assert.Contains("seed -42", text, StringComparison.Ordinal);
        Assert.Contains("| 0.250 ± 0.012 | −0.050 [−0.100, 0.000] |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesReadBackAnywhere()
    {
        using TemporaryFolder folder = new();
        DatasetBuilder builder = new();
        builder.AddMovie(
            new Movie(-7, "One (1999)")
            {
                Year = 2000,
                Origin = "French",
                Synopsis = "Text.",
            }
        );
        builder.AddInteraction(-3, -7, 3.5f, 9);
        builder.AddInteraction(-3, -8, -0.5f, 9); // a title of its own: Movie -8
        Dataset data = Abroad(builder.Build);
        Abroad(() =>
        {
            DatasetFolder.Write(folder["data"], data, listWithoutSynopsis: true);
            return 0;
        });
        Assert.Equal(
            "userId,movieId,rating,timestamp\n-3,-8,-0.5,9\n-3,-7,3.5,9\n",
            File.ReadAllText(folder["data/ratings.csv"])
        );
        Assert.Equal("movieId,title,year\n-8,Movie -8,\n", File.ReadAllText(folder["data/without-synopsis.csv"]));
        string hash = DatasetHash.Of(
            DatasetFolder.Read(folder["data"], cancellation: TestContext.Current.CancellationToken).Dataset
        );
        Assert.Equal(DatasetHash.Of(data), hash);
        Assert.Equal(
            hash,
            Abroad(() =>
                DatasetHash.Of(
                    DatasetFolder.Read(folder["data"], cancellation: TestContext.Current.CancellationToken).Dataset
                )
            )
        );
    }
}
