using Butaca.Server.Live;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Butaca.Server.Web.Components;

/// <summary>A page that shows what follows from its address, and follows it.</summary>
public abstract class TastePage : ComponentBase, IDisposable
{
    private string _path = "";

    /// <summary>What the page says.</summary>
    [CascadingParameter]
    public Texts T { get; set; } = Texts.English;

    /// <summary>The address.</summary>
    [Inject]
    protected NavigationManager Nav { get; set; } = default!;

    /// <summary>The models and movies.</summary>
    [Inject]
    protected ServerState State { get; set; } = default!;

    /// <summary>What the address says.</summary>
    protected Taste Taste { get; private set; } = new();

    /// <summary>The movies of now.</summary>
    protected LiveCatalog Catalog => State.Deployment.Catalog;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the address go.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Nav.LocationChanged -= Moved;
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _path = Path(Nav.Uri);
        Taste = Taste.Parse(Nav.Uri);
        Nav.LocationChanged += Moved;
        OnTaste();
    }

    /// <summary>Works out what follows from <see cref="Taste"/>.</summary>
    protected virtual void OnTaste()
    {
    }

    /// <summary>Goes to the page of another taste.</summary>
    /// <param name="taste">The taste.</param>
    /// <param name="replace">Whether the browser's button is to skip the one before.</param>
    protected void Go(Taste taste, bool replace = false) => Nav.NavigateTo(_path + taste.Query(), new NavigationOptions { ReplaceHistoryEntry = replace });

    private static string Path(string uri) => new Uri(uri).AbsolutePath;

    private void Moved(object? sender, LocationChangedEventArgs args) => _ = InvokeAsync(() =>
    {
        if (Path(args.Location) != _path) return; // this page is about to go
        Taste = Taste.Parse(args.Location);
        OnTaste();
        StateHasChanged();
    });
}
