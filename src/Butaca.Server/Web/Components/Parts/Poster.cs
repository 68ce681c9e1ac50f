using Butaca.Client.Contracts;
using Butaca.Data.Titles;
using Butaca.Server.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Butaca.Server.Web.Components.Parts;

/// <summary>
/// A movie's poster, drawn. Screen readers pass it by: the title stands beside it. (Not a .razor file, since Razor
/// reads <c>text</c> as its own.)
/// </summary>
public sealed class Poster : ComponentBase
{
    /// <summary>The movie.</summary>
    [Parameter, EditorRequired]
    public MovieItem Movie { get; set; } = default!;

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        PosterArt art = PosterArt.Of(MovieNames.Plain(Movie.Title), Movie.Genres, Movie.Name);
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "poster");
        builder.AddAttribute(2, "viewBox", "0 0 200 300");
        builder.AddAttribute(3, "aria-hidden", "true");
        builder.AddAttribute(4, "focusable", "false");
        builder.OpenElement(5, "path");
        builder.AddAttribute(6, "d", "M0 0h200v300H0Z");
        builder.AddAttribute(7, "fill", art.Ground);
        builder.CloseElement();
        foreach (PosterShape shape in art.Shapes)
        {
            builder.OpenElement(8, "path");
            builder.AddAttribute(9, "d", shape.Path);
            builder.AddAttribute(10, "fill", shape.Fill);
            if (shape.Opacity != "1")
                builder.AddAttribute(11, "opacity", shape.Opacity);
            builder.CloseElement();
        }
        builder.OpenElement(12, "path"); // the title's place
        builder.AddAttribute(13, "d", $"M0 {art.Top}h200V300H0Z");
        builder.AddAttribute(14, "fill", art.Ground);
        builder.CloseElement();
        for (int line = 0; line < art.Lines.Count; line++)
        {
            builder.OpenElement(15, "text");
            builder.AddAttribute(16, "x", 14);
            builder.AddAttribute(17, "y", PosterArt.Baseline - (art.Lines.Count - 1 - line) * (art.Size + 2));
            builder.AddAttribute(18, "font-size", art.Size);
            builder.AddAttribute(19, "fill", art.Ink);
            builder.AddContent(20, art.Lines[line]);
            builder.CloseElement();
        }
        builder.CloseElement();
    }
}
