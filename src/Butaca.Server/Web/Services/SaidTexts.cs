using Butaca.Server.Web.Wording;

namespace Butaca.Server.Web.Services;

/// <summary>How the page puts what somebody said of a movie.</summary>
internal static class SaidTexts
{
    /// <summary>What is said of a movie; empty: nothing.</summary>
    public static string Says(this Texts texts, Said said) =>
        said switch
        {
            Said.Seen => texts.Seen,
            Said.Loved => texts.Loved,
            Said.NotForMe => texts.NotForMe,
            Said.Wanted => texts.Wanted,
            Said.Later => texts.Later,
            _ => "",
        };
}
