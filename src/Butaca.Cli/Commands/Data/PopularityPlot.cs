using Butaca.Data;
using ScottPlot;

namespace Butaca.Cli.Commands.Data;

/// <summary>Draws which part of the interactions the most watched movies hold.</summary>
internal static class PopularityPlot
{
    public static void Write(string path, Interactions interactions)
    {
        var curve = DatasetDescription.CurveOf(interactions);
        using Plot plot = new();
        double[] movies = [0, .. curve.Select(p => 100 * p.Top)];
        double[] held = [0, .. curve.Select(p => 100 * p.Interactions)];
        var line = plot.Add.ScatterLine(movies, held);
        line.LineWidth = 3;
        var even = plot.Add.Line(0, 0, 100, 100);
        even.LinePattern = LinePattern.Dashed;
        even.LineColor = Colors.Gray;
        plot.Title("How popularity is spread");
        plot.XLabel("most watched movies, % of all");
        plot.YLabel("share of interactions, %");
        plot.Font.Set(PlotFont.Name);
        plot.Axes.SetLimits(0, 100, 0, 100);
        PictureFile.Write(path, format => plot.GetImageBytes(800, 500, format));
    }
}
