using Butaca.Hosting.Live;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Butaca.Server.Web.Components.Pages;

/// <summary>A page that shows what follows from its address, and follows it.</summary>
public abstract class TastePage : ComponentBase, IDisposable
{
    private readonly List<string> _asked = []; // queries that this page went to, and that the browser has not told of yet
    private string _path = "";

    /// <summary>What the page says.</summary>
    [CascadingParameter]
    public Texts T { get; set; } = Texts.English;

    /// <summary>The address.</summary>
    [Inject]
    protected NavigationManager Nav { get; set; } = default!;

    /// <summary>The models and movies.</summary>
    [Inject]
    protected LiveState State { get; set; } = default!;

    /// <summary>Knows the data set's own language.</summary>
    [Inject]
    protected ServerOptions Options { get; set; } = default!;

    /// <summary>What the browser's button must not bring back.</summary>
    [Inject]
    protected Forgotten Forgotten { get; set; } = default!;

    /// <summary>What the address says.</summary>
    protected Taste Taste { get; private set; } = new();

    /// <summary>The movies of now, as the page's language has them.</summary>
    protected LiveCatalog Catalog => State.Deployment.Catalog.In(T.Language, Options.SynopsisLanguage);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the address go.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Nav.LocationChanged -= Moved;
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _path = Path(Nav.Uri);
        Nav.LocationChanged += Moved;
        Follow(Nav.Uri);
    }

    /// <summary>Works out what follows from <see cref="Taste"/>.</summary>
    protected virtual void OnTaste() { }

    /// <summary>Shows another taste, and goes to its address.</summary>
    /// <param name="taste">The taste.</param>
    /// <param name="replace">Whether the browser's button is to skip the one before.</param>
    protected void Go(Taste taste, bool replace = false)
    {
        string query = Taste.Parse(taste.Query()).Query(); // as it is read again, so that it can be told again
        _asked.Add(query);
        Forgotten.Say(query);
        // At once: until the browser tells of the address, a slider would be set back, and what was said next would
        // build on what was before.
        Taste = taste;
        OnTaste();
        Nav.NavigateTo(_path + query, new NavigationOptions { ReplaceHistoryEntry = replace });
    }

    /// <summary>Asks something of the browser, which may keep nothing, have no room, or be gone.</summary>
    protected static async Task TryAsync(Func<ValueTask> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // then nothing comes of it
        }
    }

    private static string Path(string uri) => new Uri(uri).AbsolutePath;

    private void Moved(object? sender, LocationChangedEventArgs args) =>
        _ = InvokeAsync(() =>
        {
            if (Path(args.Location) != _path)
                return; // this page is about to go
            if (Taste.Says(args.Location))
            {
                Go(Taste.Parse(args.Location), replace: true); // what was said before the page was live
                StateHasChanged();
                return;
            }
            int at = _asked.IndexOf(Taste.Parse(args.Location).Query());
            _asked.RemoveRange(0, at < 0 ? _asked.Count : at + 1);
            if (at >= 0)
                return; // this, or what came after it, is shown already
            Follow(args.Location);
            StateHasChanged();
        });

    private void Follow(string uri)
    {
        Taste = Taste.Parse(uri);
        string query = Taste.Query();
        if (Forgotten.Holds(query))
            Go(new Taste(), replace: true);
        else
        {
            Forgotten.Say(query);
            OnTaste();
        }
    }
}
