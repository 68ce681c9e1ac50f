using Butaca.Data;
using Butaca.Models;

namespace Butaca.Evaluation;

/// <summary>Collects the answers of all models to one group of questions over all rounds, and sums them up.</summary>
internal sealed class GroupResults
{
    /// <summary>Groups of users that the jackknife leaves out in turn.</summary>
    private const int JackknifeGroups = 20;

    private readonly IReadOnlyList<IMetric> _metrics;
    private readonly int _movieCount;
    private readonly string _name;
    private readonly string? _note;
    private readonly List<(Case Question, Answer Answer)>[] _answers; // by model
    private readonly HashSet<Id> _leftOut = []; // in some round

    public GroupResults(Group group, int models, IReadOnlyList<IMetric> metrics, int movieCount)
    {
        _name = group.Name;
        _note = group.Note;
        _metrics = metrics;
        _movieCount = movieCount;
        _answers = [.. Enumerable.Range(0, models).Select(_ => new List<(Case, Answer)>())];
    }

    /// <summary>Whether nobody was asked.</summary>
    public bool IsEmpty => _answers.All(answers => answers.Count == 0);

    /// <summary>Adds the answers of a model in a round.</summary>
    public void Add(int model, Group group, Answer[] answers)
    {
        _leftOut.UnionWith(group.LeftOut);
        for (int i = 0; i < answers.Length; i++)
            _answers[model].Add((group.Cases[i], answers[i]));
    }

    /// <summary>The figures of one model, compared with none.</summary>
    public IReadOnlyList<MetricReport> Figures(int model) =>
        [
            .. _metrics
                .Zip(Sum(_answers[model]), (metric, sum) => Figure(metric, sum, difference: null))
                .Where((_, metric) => IsKnown(metric)),
        ];

    private static MetricReport Figure(IMetric metric, MetricSum sum, Difference? difference) =>
        new(metric.Name, sum.Estimate.Mean, sum.Estimate.StandardError, difference)
        {
            LessIsBetter = metric.LessIsBetter,
        };

    /// <summary>Sums up.</summary>
    public GroupReport Report(IReadOnlyList<Contender> contenders, string? baseline, long seed)
    {
        MetricSum[][] figures = [.. _answers.Select(Sum)]; // (model, metric)
        int reference = baseline is null ? -1 : contenders.ToList().FindIndex(c => c.Label == baseline);
        List<ModelReport> models = [];
        for (int m = 0; m < contenders.Count; m++)
        {
            List<MetricReport> metrics = [];
            for (int i = 0; i < _metrics.Count; i++)
            {
                if (!IsKnown(i))
                    continue;
                MetricSum own = figures[m][i];
                Difference? difference =
                    reference < 0 || reference == m ? null : own.Minus(figures[reference][i], seed);
                metrics.Add(Figure(_metrics[i], own, difference));
            }
            Contender contender = contenders[m];
            models.Add(
                new ModelReport(contender.Label, ModelOption.Values(contender.Model, contender.Options), metrics)
                {
                    PerUser = PerUser(_answers[m], figures[m]),
                }
            );
        }
        Dictionary<Id, int> asked = _answers[0].CountBy(a => a.Question.User).ToDictionary();
        return new GroupReport(
            _name,
            _note,
            asked.Count,
            asked.Values.DefaultIfEmpty().Max(),
            _leftOut.Count(user => !asked.ContainsKey(user)),
            models
        );
    }

    /// <summary>What each user got, of the metrics that are measured user by user.</summary>
    private UserFigures PerUser(List<(Case Question, Answer Answer)> answers, MetricSum[] figures)
    {
        SortedDictionary<Id, int> asked = new(answers.CountBy(a => a.Question.User).ToDictionary());
        return new UserFigures(
            [.. asked.Keys],
            [.. asked.Values],
            Enumerable
                .Range(0, _metrics.Count)
                .Where(i => _metrics[i] is IUserMetric && IsKnown(i))
                .ToDictionary(i => _metrics[i].Name, i => (IReadOnlyList<double>)figures[i].PerUser)
        );
    }

    /// <summary>
    /// Whether a metric says anything of this group: likes, where it isn't known what users like, don't.
    /// </summary>
    private bool IsKnown(int metric) =>
        _metrics[metric] switch
        {
            IRatingMetric => AsksRatings,
            ICatalogueMetric => !AsksRatings,
            _ => IsEmpty
                || (!AsksRatings && _answers.Any(answers => answers.Any(a => !double.IsNaN(a.Answer.Values[metric])))),
        };

    private bool AsksRatings => _answers.Any(answers => answers.Any(a => a.Answer.Predicted is not null));

    private MetricSum[] Sum(List<(Case Question, Answer Answer)> answers)
    {
        Id[] users = [.. answers.Select(a => a.Question.User).Distinct().Order()];
        int[] row = [.. answers.Select(a => Array.BinarySearch(users, a.Question.User))];
        int[] asked = new int[users.Length];
        foreach (int user in row)
            asked[user]++;
        return
        [
            .. _metrics.Select(
                (metric, i) =>
                    !IsKnown(i) ? new MetricSum(new Estimate(double.NaN, double.NaN), [], [])
                    : metric is ICatalogueMetric catalogue ? OverCatalogue(catalogue)
                    : metric is IRatingMetric ratings ? OverRatings(ratings)
                    : OverUsers(i)
            ),
        ];

        MetricSum OverUsers(int metric)
        {
            double[] values = new double[users.Length];
            for (int i = 0; i < row.Length; i++)
                values[row[i]] += answers[i].Answer.Values[metric] / asked[row[i]];
            return new MetricSum(Statistics.Mean(values), values, []);
        }

        MetricSum OverCatalogue(ICatalogueMetric metric)
        {
            int draws = answers.Count == 0 ? 0 : answers.Max(a => a.Question.Draw) + 1;
            int groups = Math.Min(JackknifeGroups, users.Length);
            double mean = 0;
            double[] leftOut = new double[groups];
            for (int draw = 0; draw < draws; draw++)
            {
                int[] all = Count(draw, _ => true);
                mean += metric.Of(all) / draws;
                for (int group = 0; group < groups; group++)
                {
                    int[] gone = Count(draw, user => user % groups == group);
                    for (int movie = 0; movie < gone.Length; movie++)
                        gone[movie] = all[movie] - gone[movie];
                    leftOut[group] += metric.Of(gone) / draws;
                }
            }
            return new MetricSum(new Estimate(mean, Statistics.Jackknife(leftOut)), [], leftOut);
        }

        MetricSum OverRatings(IRatingMetric metric)
        {
            int groups = Math.Min(JackknifeGroups, users.Length);
            double[] leftOut =
            [
                .. Enumerable.Range(0, groups).Select(group => Over(metric, user => user % groups != group)),
            ];
            return new MetricSum(new Estimate(Over(metric, _ => true), Statistics.Jackknife(leftOut)), [], leftOut);
        }

        double Over(IRatingMetric metric, Func<int, bool> includes)
        {
            int[] included = [.. Enumerable.Range(0, row.Length).Where(i => includes(row[i]))];
            return metric.Of(
                [.. included.SelectMany(i => answers[i].Answer.Predicted!)],
                [.. included.SelectMany(i => answers[i].Question.Ratings!)]
            );
        }

        int[] Count(int draw, Func<int, bool> includes)
        {
            int[] counts = new int[_movieCount];
            for (int i = 0; i < row.Length; i++)
            {
                if (answers[i].Question.Draw != draw || !includes(row[i]))
                    continue;
                foreach (int movie in answers[i].Answer.Rows)
                    counts[movie]++;
            }
            return counts;
        }
    }

    /// <summary>One metric of one model: the estimate, and what paired differences need.</summary>
    private sealed record MetricSum(Estimate Estimate, double[] PerUser, double[] LeftOut)
    {
        public Difference Minus(MetricSum other, long seed)
        {
            if (PerUser.Length > 0)
                return Statistics.Bootstrap([.. PerUser.Zip(other.PerUser, (a, b) => a - b)], seed);
            const double normal95 = 1.96;
            double error = Statistics.Jackknife([.. LeftOut.Zip(other.LeftOut, (a, b) => a - b)]);
            double mean = Estimate.Mean - other.Estimate.Mean;
            return new Difference(mean, mean - normal95 * error, mean + normal95 * error);
        }
    }
}
