namespace Butaca.Server.Security;

/// <summary>What a browser is shown that asks for a page without the key that it needs.</summary>
internal interface ILockedPage
{
    /// <summary>Whether a request is a browser's, for a page.</summary>
    bool IsFor(HttpContext http);

    /// <summary>Answers it.</summary>
    Task ShowAsync(HttpContext http);
}
