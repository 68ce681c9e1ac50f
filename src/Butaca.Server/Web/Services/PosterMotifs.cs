using System.Globalization;
using System.Text;

namespace Butaca.Server.Web.Services;

/// <summary>What a genre looks like, in a few shapes on 200 × 300, the title's place below left free.</summary>
internal static class PosterMotifs
{
    public static IReadOnlyList<PosterShape> Draw(string genre, PosterPalette palette, PosterDice dice)
    {
        List<PosterShape> shapes = genre switch
        {
            "Action" => Bars(palette, dice),
            "Adventure" => Mountains(palette, dice),
            "Animation" or "Children" => Bubbles(palette, dice),
            "Comedy" => Confetti(palette, dice),
            "Crime" or "Film-Noir" => Blinds(palette, dice),
            "Documentary" => Frames(palette, dice),
            "Fantasy" => Stars(palette, dice),
            "Horror" => Teeth(palette, dice),
            "Musical" => Levels(palette, dice),
            "Mystery" => Rings(palette, dice),
            "Romance" => Pair(palette, dice),
            "Sci-Fi" => Planet(palette, dice),
            "Thriller" => Cracks(palette, dice),
            "War" => Chevrons(palette, dice),
            "Western" => Sunset(palette, dice),
            _ => Arches(palette, dice),
        };
        return shapes;
    }

    private static List<PosterShape> Bars(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(-60, 0);
        double lean = dice.Next(60, 120);
        List<PosterShape> shapes = [];
        for (int i = 0; i < 4; i++)
        {
            double width = dice.Next(14, 46);
            shapes.Add(
                new PosterShape(
                    Line(x + lean, 0, x + lean + width, 0, x + width, 210, x, 210),
                    i % 2 == 0 ? p.First : p.Second,
                    i == 3 ? "0.55" : "1"
                )
            );
            x += width + dice.Next(10, 26);
        }
        return shapes;
    }

    private static List<PosterShape> Mountains(PosterPalette p, PosterDice dice)
    {
        double far = dice.Next(50, 150);
        double near = dice.Next(40, 160);
        return
        [
            new PosterShape(Circle(dice.Next(40, 160), dice.Next(45, 80), dice.Next(20, 34)), p.Second),
            new PosterShape(Line(-60, 210, far, dice.Next(70, 100), 260, 210), p.First, "0.55"),
            new PosterShape(Line(-40, 210, near, dice.Next(115, 145), 240, 210), p.First),
        ];
    }

    private static List<PosterShape> Bubbles(PosterPalette p, PosterDice dice)
    {
        List<PosterShape> shapes = [];
        for (int i = 0; i < 7; i++)
            shapes.Add(
                new PosterShape(
                    Circle(dice.Next(0, 200), dice.Next(0, 190), dice.Next(12, 58)),
                    i % 2 == 0 ? p.First : p.Second,
                    i % 3 == 0 ? "0.9" : "0.55"
                )
            );
        return shapes;
    }

    private static List<PosterShape> Confetti(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(60, 140);
        double r = dice.Next(58, 82);
        List<PosterShape> shapes =
        [
            new PosterShape(Circle(x, 100, r), p.First),
            new PosterShape(
                F($"M{x - r * 0.62:0.#} 108A{r * 0.62:0.#} {r * 0.62:0.#} 0 0 0 {x + r * 0.62:0.#} 108Z"),
                p.Ground
            ),
        ];
        shapes.Add(new PosterShape(Circle(x - r * 0.3, 82, 6) + Circle(x + r * 0.3, 82, 6), p.Ground));
        StringBuilder bits = new();
        for (int i = 0; i < 12; i++)
            bits.Append(Circle(dice.Next(4, 196), dice.Next(4, 205), dice.Next(2, 5)));
        shapes.Add(new PosterShape(bits.ToString(), p.Second));
        return shapes;
    }

    private static List<PosterShape> Blinds(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(20, 90);
        StringBuilder slats = new();
        for (int y = 12; y < 200; y += 22)
            slats.Append(Line(0, y, 200, y - 10, 200, y + 2, 0, y + 12));
        return
        [
            new PosterShape(Line(x, 0, x + dice.Next(60, 90), 0, 200, 215, dice.Next(-20, 30), 215), p.Second, "0.9"),
            new PosterShape(slats.ToString(), p.Ground, "0.86"),
            new PosterShape(Circle(dice.Next(60, 150), dice.Next(60, 110), 26), p.First, "0.9"),
        ];
    }

    private static List<PosterShape> Frames(PosterPalette p, PosterDice dice)
    {
        StringBuilder dim = new();
        StringBuilder lit = new();
        int chosen = dice.Below(12);
        for (int i = 0; i < 12; i++)
            (i == chosen || i == (chosen + 5) % 12 ? lit : dim).Append(Box(14 + i % 3 * 59, 16 + i / 3 * 48, 52, 40));
        return [new PosterShape(dim.ToString(), p.First, "0.55"), new PosterShape(lit.ToString(), p.Second)];
    }

    private static List<PosterShape> Arches(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(30, 170);
        double r = dice.Next(110, 150);
        List<PosterShape> shapes = [];
        for (int i = 0; i < 4; i++)
        {
            shapes.Add(
                new PosterShape(
                    F($"M{x - r:0.#} 208A{r:0.#} {r:0.#} 0 0 1 {x + r:0.#} 208Z"),
                    i % 2 == 0 ? p.First : p.Second,
                    i == 0 ? "0.7" : "1"
                )
            );
            r *= dice.Next(0.55, 0.75);
        }
        return shapes;
    }

    private static List<PosterShape> Stars(PosterPalette p, PosterDice dice)
    {
        List<PosterShape> shapes =
        [
            new PosterShape(Circle(dice.Next(50, 150), dice.Next(70, 120), dice.Next(45, 62)), p.First),
        ];
        StringBuilder stars = new();
        for (int i = 0; i < 9; i++)
            stars.Append(Star(dice.Next(10, 190), dice.Next(12, 195), dice.Next(4, 15)));
        shapes.Add(new PosterShape(stars.ToString(), p.Second));
        return shapes;
    }

    private static List<PosterShape> Teeth(PosterPalette p, PosterDice dice)
    {
        StringBuilder above = new("M0 0");
        StringBuilder below = new("M0 212");
        for (int x = 0; x < 200; x += 40)
        {
            above.Append(F($"L{x + 20} {dice.Next(60, 125):0}L{x + 40} 0"));
            below.Append(F($"L{x + 20} {dice.Next(130, 185):0}L{x + 40} 212"));
        }
        return
        [
            new PosterShape(Circle(dice.Next(70, 130), 105, dice.Next(40, 60)), p.Second),
            new PosterShape(above.Append('Z').ToString(), p.First),
            new PosterShape(below.Append('Z').ToString(), p.First, "0.8"),
        ];
    }

    private static List<PosterShape> Levels(PosterPalette p, PosterDice dice)
    {
        StringBuilder first = new();
        StringBuilder second = new();
        for (int i = 0; i < 9; i++)
        {
            double height = dice.Next(40, 180);
            (i % 3 == 0 ? second : first).Append(Box(14 + i * 20, 205 - height, 12, height));
        }
        return [new PosterShape(first.ToString(), p.First), new PosterShape(second.ToString(), p.Second)];
    }

    private static List<PosterShape> Rings(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(60, 140);
        double y = dice.Next(85, 125);
        List<PosterShape> shapes = [];
        for (int i = 0; i < 5; i++)
            shapes.Add(new PosterShape(Circle(x, y, 108 - 22 * i), i % 2 == 0 ? p.First : p.Ground));
        shapes.Add(
            new PosterShape(Circle(x, y - 6, 11) + Line(x - 6, y, x + 6, y, x + 11, y + 26, x - 11, y + 26), p.Second)
        );
        return shapes;
    }

    private static List<PosterShape> Pair(PosterPalette p, PosterDice dice)
    {
        double apart = dice.Next(26, 46);
        double y = dice.Next(85, 125);
        double r = dice.Next(52, 68);
        double drop = dice.Next(-18, 18);
        return
        [
            new PosterShape(Circle(100 - apart, y - drop, r), p.First, "0.95"),
            new PosterShape(Circle(100 + apart, y + drop, r), p.Second, "0.75"),
        ];
    }

    private static List<PosterShape> Planet(PosterPalette p, PosterDice dice)
    {
        StringBuilder stars = new();
        for (int i = 0; i < 16; i++)
            stars.Append(Circle(dice.Next(4, 196), dice.Next(4, 205), dice.Next(0.8, 2.2)));
        double x = dice.Next(70, 130);
        double y = dice.Next(90, 120);
        double r = dice.Next(42, 58);
        double tilt = dice.Next(-28, 28);
        string ring = F(
            $"M{x - r * 1.7:0.#} {y + tilt:0.#}Q{x:0.#} {y + r * 0.9 - tilt * 0.2:0.#} {x + r * 1.7:0.#} {y - tilt:0.#}Q{x:0.#} {y + r * 0.55 - tilt * 0.2:0.#} {x - r * 1.7:0.#} {y + tilt:0.#}Z"
        );
        return
        [
            new PosterShape(stars.ToString(), p.Ink, "0.8"),
            new PosterShape(Circle(x, y, r), p.First),
            new PosterShape(Circle(x - r * 0.25, y - r * 0.25, r * 0.55), p.Second, "0.35"),
            new PosterShape(ring, p.Second),
        ];
    }

    private static List<PosterShape> Cracks(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(70, 130);
        double turn = dice.Next(20, 45);
        double other = dice.Next(20, 45);
        return
        [
            new PosterShape(Line(0, 0, x, 0, x - turn, 80, x + other, 110, x - 8, 212, 0, 212), p.First),
            new PosterShape(
                Line(x, 0, x + 7, 0, x - turn + 9, 78, x + other + 9, 108, x - 8, 212, x + other, 112, x - turn, 82),
                p.Second
            ),
        ];
    }

    private static List<PosterShape> Chevrons(PosterPalette p, PosterDice dice)
    {
        double y = dice.Next(20, 45);
        double rise = dice.Next(34, 58);
        List<PosterShape> shapes = [];
        for (int i = 0; i < 4; i++, y += 40)
            shapes.Add(
                new PosterShape(
                    Line(0, y + rise, 100, y, 200, y + rise, 200, y + rise + 18, 100, y + 18, 0, y + rise + 18),
                    i % 2 == 0 ? p.First : p.Second
                )
            );
        return shapes;
    }

    private static List<PosterShape> Sunset(PosterPalette p, PosterDice dice)
    {
        double x = dice.Next(60, 140);
        double r = dice.Next(52, 72);
        StringBuilder bands = new();
        for (int i = 0; i < 4; i++)
            bands.Append(Box(0, 112 + i * 16, 200, 3 + i * 2.4));
        return
        [
            new PosterShape(Circle(x, 120, r), p.Second),
            new PosterShape(bands.ToString(), p.Ground),
            new PosterShape(F($"M0 190Q{dice.Next(30, 90):0} {dice.Next(150, 175):0} 110 185T200 176V212H0Z"), p.First),
        ];
    }

    private static string Circle(double x, double y, double r) =>
        F($"M{x - r:0.#} {y:0.#}a{r:0.#} {r:0.#} 0 1 0 {2 * r:0.#} 0a{r:0.#} {r:0.#} 0 1 0 {-2 * r:0.#} 0Z");

    private static string Box(double x, double y, double width, double height) =>
        F($"M{x:0.#} {y:0.#}h{width:0.#}v{height:0.#}h{-width:0.#}Z");

    private static string Star(double x, double y, double r) =>
        F(
            $"M{x:0.#} {y - r:0.#}Q{x:0.#} {y:0.#} {x + r:0.#} {y:0.#}Q{x:0.#} {y:0.#} {x:0.#} {y + r:0.#}Q{x:0.#} {y:0.#} {x - r:0.#} {y:0.#}Q{x:0.#} {y:0.#} {x:0.#} {y - r:0.#}Z"
        );

    private static string Line(params ReadOnlySpan<double> points)
    {
        StringBuilder path = new();
        for (int i = 0; i < points.Length; i += 2)
            path.Append(i == 0 ? 'M' : 'L').Append(F($"{points[i]:0.#} {points[i + 1]:0.#}"));
        return path.Append('Z').ToString();
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
