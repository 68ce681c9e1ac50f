using System.Text.RegularExpressions;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>The two ways to say where a PostgreSQL is: Npgsql's own, and the URL that most other tools take.</summary>
internal static partial class PostgresConnection
{
    /// <summary>Understands a connection; null: it does not mean PostgreSQL.</summary>
    /// <exception cref="StoreException">It means PostgreSQL, but part of it cannot be understood. The message holds no
    /// password.</exception>
    public static NpgsqlConnectionStringBuilder? Parse(string connection)
    {
        try
        {
            NpgsqlConnectionStringBuilder? builder =
                Scheme().IsMatch(connection) ? FromUrl(connection)
                : Keywords().IsMatch(connection) ? new(connection)
                : null;
            if (builder is null)
                return null;
            if (!builder.ShouldSerialize("Timeout"))
                builder.Timeout = 5; // seconds to connect: a server that is away should be known soon
            builder.ApplicationName ??= "butaca";
            return builder;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StoreException(
                $"The store: found a connection to PostgreSQL that cannot be understood ({exception.Message.TrimEnd('.')}), expected "
                    + "Host=…;Port=…;Database=…;Username=…;Password=… or postgresql://user:password@host:port/database.",
                isTransient: false,
                exception
            );
        }
    }

    /// <summary>The schema of the tables, unless the connection's search path is another.</summary>
    public const string DefaultSchema = "butaca";

    /// <summary>
    /// Takes the schema out of a connection: its search path would be refused by a pooler by transaction.
    /// </summary>
    /// <returns>The schema's name as PostgreSQL reads it: in small letters unless it is quoted.</returns>
    /// <exception cref="StoreException">The search path is several schemas, or none.</exception>
    public static string TakeSchema(NpgsqlConnectionStringBuilder connection)
    {
        string? path = connection.SearchPath;
        connection.Remove("Search Path");
        if (path is null)
            return DefaultSchema;
        string name = path.Trim();
        bool isQuoted = name.Length > 2 && name[0] == '"' && name[^1] == '"';
        name = isQuoted ? name[1..^1] : name.ToLowerInvariant();
        return Name().IsMatch(name)
            ? name
            : throw new StoreException(
                $"The store: found the Search Path '{path}', expected the name of one schema for Butaca's tables, of letters, digits and _.",
                isTransient: false
            );
    }

    /// <summary>A name as SQL takes it, to the letter.</summary>
    public static string Quoted(string name) => $"\"{name}\"";

    /// <summary>What stands before each table's name.</summary>
    public static string Before(string schema) => $"{Quoted(schema)}.";

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
            throw new FormatException("not a URL");
        NpgsqlConnectionStringBuilder builder = [];
        if (url.Host.Length > 0)
            builder.Host = Uri.UnescapeDataString(url.Host.Trim('[', ']'));
        if (url.Port > 0)
            builder.Port = url.Port;
        if (url.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (string option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = option.Split('=', 2);
            if (pair.Length < 2)
                throw new FormatException($"'{pair[0]}' has no value");
            builder[Keyword(pair[0])] = Uri.UnescapeDataString(pair[1])
                .Replace("verify-", "verify", StringComparison.Ordinal);
        }
        return builder;
    }

    /// <summary>libpq's names where Npgsql has another.</summary>
    private static string Keyword(string name) =>
        name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "user" => "Username",
            "dbname" => "Database",
            "connect_timeout" => "Timeout",
            "application_name" => "Application Name",
            "search_path" => "Search Path",
            _ => name,
        };

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keywords();
}
