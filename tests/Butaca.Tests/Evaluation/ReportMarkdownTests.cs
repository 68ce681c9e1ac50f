using System.Text.Json;
using Butaca.Evaluation;

namespace Butaca.Tests.Evaluation;

public sealed class ReportMarkdownTests
{
    private static ModelReport Model(string name, double precision, Difference? difference) =>
        new(
            name,
            new Dictionary<string, string>(),
            [new MetricReport("P", precision, 0.0123, difference), new MetricReport("Gini", 0.5, double.NaN, null)]
        );

    private static EvaluationReport Report(string? baseline) =>
        new(
            "new-users",
            10,
            42,
            5,
            baseline,
            "hash",
            [
                new GroupReport(
                    "new users",
                    "Mind this.",
                    100,
                    5,
                    2,
                    [
                        Model("one", 0.25, null),
                        Model("two", 0.2, baseline is null ? null : new Difference(-0.05, -0.1, 0.0004)),
                    ]
                ),
                new GroupReport("others", null, 3, 1, 0, [Model("one", 0.25, null)]),
                new GroupReport("more", null, 3, 25, 0, [Model("one", 0.25, null)]),
            ]
        )
        {
            Threads = 2,
            Version = "1.2.3+0123456789",
        };

    [Fact]
    public void TablesCarryErrorsAndDifferences() =>
        Assert.Equal(
            """
            Protocol `new-users`, cut-off 10, seed 42, 5 masks a user; mean ± standard error over users; Δ: difference in P from `one` on the same masks, with its 95 % interval.

            **New users** (100 users, 2 left out) Mind this.

            | Model | P@10 | Δ | Gini@10 |
            |---|---:|---:|---:|
            | `one` | 0.250 ± 0.012 |  | 0.500 |
            | `two` | 0.200 ± 0.012 | −0.050 [−0.100, 0.000] | 0.500 |

            **Others** (3 users, 1 question each)

            | Model | P@10 | Gini@10 |
            |---|---:|---:|
            | `one` | 0.250 ± 0.012 | 0.500 |

            **More** (3 users, up to 25 questions each)

            | Model | P@10 | Gini@10 |
            |---|---:|---:|
            | `one` | 0.250 ± 0.012 | 0.500 |

            Made by Butaca 1.2.3+0123456 on 2 threads:

            ```
            butaca evaluate …
            ```

            """.ReplaceLineEndings("\n"),
            ReportMarkdown.Format(Report("one"), "butaca evaluate …")
        );

    [Fact]
    public void WithoutABaselineThereIsNoDifference()
    {
        string text = ReportMarkdown.Format(Report(null), "x");
        Assert.DoesNotContain("Δ", text, StringComparison.Ordinal);
        Assert.Contains("| `two` | 0.200 ± 0.012 | 0.500 |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AReportIsJsonAsItStands()
    {
        string json = JsonSerializer.Serialize(Report("one"));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<EvaluationReport>(json)));
        Assert.Equal(
            double.NaN,
            JsonSerializer.Deserialize<EvaluationReport>(json)!.Groups[0]["one"]["Gini"].StandardError
        );
    }

    [Fact]
    public void APlaceInAPageIsReplacedAndNothingElse()
    {
        const string page =
            "# Title\n<!-- results:a -->\nold\n<!-- /results -->\nmiddle\n<!-- results:b --><!-- /results -->\nend\n";
        Assert.Equal(
            "# Title\n<!-- results:a -->\n\nNEW\n\n<!-- /results -->\nmiddle\n<!-- results:b --><!-- /results -->\nend\n",
            ReportMarkdown.Splice(page, "a", "NEW\n")
        );
        string twice = ReportMarkdown.Splice(ReportMarkdown.Splice(page, "b", "NEW\n")!, "b", "NEW\n")!;
        Assert.Equal(
            "# Title\n<!-- results:a -->\nold\n<!-- /results -->\nmiddle\n<!-- results:b -->\n\nNEW\n\n<!-- /results -->\nend\n",
            twice
        );
        Assert.Null(ReportMarkdown.Splice(page, "c", "NEW"));
        Assert.Null(ReportMarkdown.Splice("<!-- /results --><!-- results:a -->", "a", "NEW"));
    }
}
