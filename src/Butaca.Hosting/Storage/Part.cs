namespace Butaca.Hosting.Storage;

/// <summary>A part of what servers keep in memory, a column each of the table of changes.</summary>
internal enum Part
{
    /// <summary>Movies that were added, changed or withdrawn.</summary>
    Movies,

    /// <summary>The models.</summary>
    Models,

    /// <summary>Which model serves whom.</summary>
    Routing,

    /// <summary>Who was deleted.</summary>
    Users,
}
