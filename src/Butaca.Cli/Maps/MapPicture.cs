using ScottPlot;

namespace Butaca.Cli.Maps;

/// <summary>Draws a map as a picture, with the names of the most watched movies where there is room.</summary>
internal static class MapPicture
{
    private const int Width = 1600;
    private const int Height = 1100;
    private const int MostLabels = 40;
    private const int LabelSize = 13;
    private const float DotSize = 7;

    public static byte[] Draw(MovieMap map, ImageFormat format)
    {
        using Plot plot = new();
        AddDots(plot, map, -1);
        for (int genre = 0; genre < map.Genres.Count; genre++)
            AddDots(plot, map, genre).LegendText = map.Genres[genre];
        if (map.Movies.Any(movie => movie.Genre < 0))
            plot.Add.Markers([], [], MarkerShape.FilledCircle, DotSize, Color.FromHex(MovieMap.OtherColor)).LegendText =
                "other";
        plot.Font.Set(PlotFont.Name);
        plot.FigureBackground.Color = Color.FromHex("#fffdfa");
        plot.Title(map.Caption, 20);
        plot.HideGrid();
        plot.Axes.Frame(false);
        foreach (var axis in (IEnumerable<IAxis>)[plot.Axes.Left, plot.Axes.Bottom, plot.Axes.Right])
            axis.IsVisible = false;
        plot.Axes.SquareUnits();
        plot.Axes.Margins(0.03, 0.03);
        plot.Legend.FontSize = 16;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperRight;
        plot.RenderInMemory(Width, Height); // fixes where each point goes
        AddLabels(plot, map);
        return plot.GetImageBytes(Width, Height, format);
    }

    private static ScottPlot.Plottables.Markers AddDots(Plot plot, MovieMap map, int genre)
    {
        MapMovie[] movies = [.. map.Movies.Where(movie => movie.Genre == genre)];
        Color color =
            genre < 0
                ? Color.FromHex(MovieMap.OtherColor).WithAlpha(0.45)
                : Color.FromHex(MovieMap.Colors[genre]).WithAlpha(0.8);
        double[] xs = [.. movies.Select(movie => (double)movie.X)];
        double[] ys = [.. movies.Select(movie => (double)movie.Y)];
        return plot.Add.Markers(xs, ys, MarkerShape.FilledCircle, DotSize, color);
    }

    /// <summary>From the most watched on, each name that covers no other.</summary>
    private static void AddLabels(Plot plot, MovieMap map)
    {
        List<PixelRect> taken = [];
        foreach (MapMovie movie in map.Movies)
        {
            string name = movie.Name;
            Pixel at = plot.GetPixel(new Coordinates(movie.X, movie.Y));
            float width = name.Length * LabelSize * 0.56f;
            PixelRect box = new(
                at.X + DotSize,
                at.X + DotSize + width,
                at.Y + LabelSize * 0.7f,
                at.Y - LabelSize * 0.7f
            );
            bool fits =
                box.Right < plot.RenderManager.LastRender.DataRect.Right && !taken.Exists(other => Overlap(box, other));
            if (!fits)
                continue;
            taken.Add(box);
            var label = plot.Add.Text(name, movie.X, movie.Y);
            label.LabelFontName = PlotFont.Name;
            label.LabelFontSize = LabelSize;
            label.LabelFontColor = Color.FromHex("#2b2523");
            label.LabelBackgroundColor = Color.FromHex("#fffdfa").WithAlpha(0.7);
            label.LabelAlignment = Alignment.MiddleLeft;
            label.OffsetX = DotSize;
            if (taken.Count == MostLabels)
                return;
        }
    }

    private static bool Overlap(PixelRect a, PixelRect b) =>
        a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
}
