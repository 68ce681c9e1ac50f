using System.Text.RegularExpressions;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>The two ways to say where a PostgreSQL is: Npgsql's own, and the URL that most other tools take.</summary>
internal static partial class PostgresConnection
{
    /// <summary>Understands a connection; null: it does not mean PostgreSQL.</summary>
    /// <exception cref="StoreException">It means PostgreSQL, but part of it cannot be understood. The message holds no password.</exception>
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
            _ => name,
        };

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keywords();
}
