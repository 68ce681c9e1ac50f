namespace Butaca.Server.Web.Services;

/// <summary>
/// What somebody had the page forget. The browser keeps the addresses of earlier pages, and what was said is in them:
/// within this visit, those that somebody had been at are not shown again. One visit's own; not safe for many threads.
/// </summary>
public sealed class Forgotten
{
    private readonly HashSet<string> _said = [];
    private readonly HashSet<string> _gone = [];

    /// <summary>Notes that something was said, or is said again.</summary>
    /// <param name="query">As <see cref="Taste.Query"/> writes it.</param>
    public void Say(string query)
    {
        _gone.Remove(query);
        if (query.Length > 0)
            _said.Add(query);
    }

    /// <summary>Forgets all that was said so far.</summary>
    public void All()
    {
        _gone.UnionWith(_said);
        _said.Clear();
    }

    /// <summary>Whether it was forgotten, and not said again.</summary>
    public bool Holds(string query) => _gone.Contains(query);
}
