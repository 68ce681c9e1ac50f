using System.ComponentModel;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Tests.Evaluation;

/// <summary>Users whose movies are blocks of the catalogue: who knows one of them knows all.</summary>
internal static class Blocks
{
    public static readonly int[] Sizes = [5, 10, 20, 40, 8, 12, 16, 3];

    public static readonly int[] BlockOf = [.. Sizes.SelectMany((size, block) => Enumerable.Repeat(block, size))];

    public static readonly Dataset Data = Toy.Of(
        BlockOf.Length,
        [
            .. Sizes.Select(
                (_, block) => Enumerable.Range(0, BlockOf.Length).Where(movie => BlockOf[movie] == block).ToArray()
            ),
        ]
    );
}

internal sealed class OracleOptions
{
    /// <summary>What the user's own movies score; all others score 0.</summary>
    [Description("score of the own movies"), SearchSpace(-1, 0, 1, 2)]
    public int Own { get; set; } = 1;

    [Description("does nothing"), SearchSpace(0, 1)]
    public double Idle { get; set; }
}

/// <summary>Knows everything, and is as good or bad as its option says. Notes what it was trained on.</summary>
internal sealed class Oracle : Model<OracleOptions>
{
    public List<Dataset> Seen { get; } = [];

    public override string Name => "oracle";

    public override string Summary => "Knows everything.";

    protected override Scorer Fit(Dataset data, OracleOptions options, TrainContext context)
    {
        Seen.Add(data);
        context.Report("knowing", 1);
        return new FixedScorer(
            data.Catalog.Count,
            watched =>
                [
                    .. Blocks.BlockOf.Select(
                        (block, movie) =>
                            watched.Length > 0 && block == Blocks.BlockOf[watched[0]] ? options.Own : movie * 1e-6f
                    ),
                ]
        );
    }
}

/// <summary>The scores that it is given, for everybody.</summary>
internal sealed class Fixed(params float[] scores) : Model<NoOptions>
{
    public override string Name => "fixed";

    public override string Summary => "Always the same.";

    protected override Scorer Fit(Dataset data, NoOptions options, TrainContext context) => new FixedScorer(scores);
}
