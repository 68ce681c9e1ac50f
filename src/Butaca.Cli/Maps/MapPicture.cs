using Butaca.Data.Titles;
using ScottPlot;

namespace Butaca.Cli.Maps;

/// <summary>Draws a map as a picture, with the names of the most watched movies where there is room.</summary>
internal static class MapPicture
{
    private const int Width = 1600, Height = 1100, MostLabels = 40, LabelSize = 13;
    private const float DotSize = 7;

    public static byte[] Draw(MovieMap map)
    {
        using Plot plot = new();
        foreach (int genre in (int[])[-1, .. Enumerable.Range(0, map.Genres.Count)])
        {
            MapMovie[] movies = [.. map.Movies.Where(movie => movie.Genre == genre)];
            if (movies.Length == 0) continue;
            Color color = Color.FromHex(genre < 0 ? MovieMap.OtherColor : MovieMap.Colors[genre]).WithAlpha(genre < 0 ? 0.45 : 0.8);
            double[] xs = [.. movies.Select(movie => (double)movie.X)], ys = [.. movies.Select(movie => (double)movie.Y)];
            var dots = plot.Add.Markers(xs, ys, MarkerShape.FilledCircle, DotSize, color);
            dots.LegendText = genre < 0 ? "other" : map.Genres[genre];
        }
        plot.Title(map.Caption, 19);
        plot.HideAxesAndGrid();
        plot.Axes.SquareUnits();
        plot.Axes.Margins(0.03, 0.03);
        plot.Legend.FontSize = 15;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Right);
        plot.RenderInMemory(Width, Height); // fixes where each point goes
        AddLabels(plot, map);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    /// <summary>From the most watched on, each name that covers no other.</summary>
    private static void AddLabels(Plot plot, MovieMap map)
    {
        List<PixelRect> taken = [];
        foreach (MapMovie movie in map.Movies)
        {
            string name = MovieTitle.Parse(movie.Movie.Title).Name;
            Pixel at = plot.GetPixel(new Coordinates(movie.X, movie.Y));
            float width = name.Length * LabelSize * 0.56f;
            PixelRect box = new(at.X + DotSize, at.X + DotSize + width, at.Y + LabelSize * 0.7f, at.Y - LabelSize * 0.7f);
            bool fits = box.Right < plot.RenderManager.LastRender.DataRect.Right && !taken.Exists(other => Overlap(box, other));
            if (!fits) continue;
            taken.Add(box);
            var label = plot.Add.Text(name, movie.X, movie.Y);
            label.LabelFontSize = LabelSize;
            label.LabelFontColor = Color.FromHex("#2b2523");
            label.LabelBackgroundColor = Colors.White.WithAlpha(0.7);
            label.LabelAlignment = Alignment.MiddleLeft;
            label.OffsetX = DotSize;
            if (taken.Count == MostLabels) return;
        }
    }

    private static bool Overlap(PixelRect a, PixelRect b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
}
