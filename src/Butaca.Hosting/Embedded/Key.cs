using System.Globalization;
using Butaca.Data;

namespace Butaca.Hosting.Embedded;

/// <summary>From an id of the program's own type to one of Butaca's, and back.</summary>
internal static class Key
{
    /// <summary>The text by which a user is stored.</summary>
    /// <exception cref="ButacaException">It can't be an id.</exception>
    public static string User<TUser>(TUser user)
        where TUser : notnull, IParsable<TUser> => $"{IdOf(user)}";

    /// <summary>An id as Butaca has it.</summary>
    /// <exception cref="ButacaException">It can't be one.</exception>
    public static Id IdOf<TKey>(TKey key)
        where TKey : notnull, IParsable<TKey>
    {
        string text = key is IFormattable formattable
            ? formattable.ToString(null, CultureInfo.InvariantCulture)
            : $"{key}";
        // What an id trims would make one of two.
        return Id.TryParse(text, out Id id) && $"{id}" == text
            ? id
            : throw new ButacaException($"The id '{text}': expected {Id.Expected}, without blanks around it.");
    }

    /// <summary>An id as the program has it.</summary>
    /// <exception cref="ButacaException">The type doesn't read it.</exception>
    public static TKey Of<TKey>(Id id)
        where TKey : notnull, IParsable<TKey> =>
        TKey.TryParse($"{id}", CultureInfo.InvariantCulture, out TKey? key)
            ? key
            : throw new ButacaException(
                $"The movie {id}: found an id that is no {typeof(TKey).Name}, expected one: the ids that {nameof(IMovieSource)} gives are those of {nameof(ButacaServices.AddButaca)}'s type of movies."
            );
}
