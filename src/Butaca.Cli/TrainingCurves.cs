using Butaca.Models;
using ScottPlot;

namespace Butaca.Cli;

/// <summary>
/// Draws the curves of a training: the loss and the validation measure over the epochs, one panel a network.
/// </summary>
internal static class TrainingCurves
{
    private const int Width = 900;
    private const int PanelHeight = 420;

    /// <summary>Writes the picture, whole or not at all.</summary>
    /// <param name="path">The .png file; replaced if it exists.</param>
    /// <param name="curve">The points, at least one.</param>
    public static void Write(string path, IReadOnlyList<CurvePoint> curve)
    {
        IGrouping<string, CurvePoint>[] networks = [.. curve.GroupBy(point => point.Network)];
        Multiplot panels = new();
        panels.AddPlots(networks.Length);
        for (int i = 0; i < networks.Length; i++)
            Draw(panels.GetPlot(i), networks[i]);
        byte[] picture = panels.Render(Width, PanelHeight * networks.Length).GetImageBytes(ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    /// <summary>The two have scales of their own: the loss on the left, the measure on the right.</summary>
    private static void Draw(Plot plot, IGrouping<string, CurvePoint> network)
    {
        double[] epochs = [.. network.Select(point => (double)point.Epoch)];
        AddLine(plot, "training loss", epochs, [.. network.Select(point => point.Loss)], "#4269d0");
        CurvePoint[] validated = [.. network.Where(point => double.IsFinite(point.Validation))];
        if (validated.Length > 0)
        {
            var line = AddLine(
                plot,
                "validation (right)",
                [.. validated.Select(point => (double)point.Epoch)],
                [.. validated.Select(point => point.Validation)],
                "#ff725c"
            );
            line.Axes.YAxis = plot.Axes.Right;
            plot.Axes.Right.Label.Text = "validation";
        }
        plot.Title(network.Key);
        plot.XLabel("epoch");
        plot.YLabel("training loss");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Font.Set(PlotFont.Name);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
    }

    private static ScottPlot.Plottables.Scatter AddLine(Plot plot, string name, double[] xs, double[] ys, string color)
    {
        var line = plot.Add.Scatter(xs, ys, Color.FromHex(color));
        line.LegendText = name;
        line.LineWidth = 2.5f;
        line.MarkerSize = xs.Length > 60 ? 0 : 6;
        return line;
    }
}
