using Butaca.Hosting.Storage;
using Npgsql;

namespace Butaca.Server.Tests.Storage;

public sealed class StoresTests
{
    [Theory]
    [InlineData("butaca.db", "SQLite")]
    [InlineData("/var/lib/butaca/Host of films.db", "SQLite")]
    [InlineData("host", "SQLite")]
    [InlineData("Host=db", "PostgreSQL")]
    [InlineData("Database=butaca; Server = db", "PostgreSQL")]
    [InlineData("postgresql://db/butaca", "PostgreSQL")]
    [InlineData("postgres://db", "PostgreSQL")]
    public async Task TheConnectionSaysWhichStore(string connection, string kind)
    {
        await using IStore store = Stores.Open(connection);
        Assert.Equal(kind, store.Kind);
    }

    [Fact]
    public void AUrlIsUnderstood()
    {
        NpgsqlConnectionStringBuilder found = PostgresConnection.Parse(
            "postgresql://us%40er:p%3Aa%2Fss@[::1]:5433/mo%20vies?sslmode=verify-full&connect_timeout=7&application_name=x"
        )!;
        Assert.Equal(
            ("us@er", "p:a/ss", "::1", 5433, "mo vies"),
            (found.Username, found.Password, found.Host, found.Port, found.Database)
        );
        Assert.Equal((SslMode.VerifyFull, 7, "x"), (found.SslMode, found.Timeout, found.ApplicationName));
        found = PostgresConnection.Parse("postgresql:///movies?host=/var/run/postgresql&user=ana")!;
        Assert.Equal(
            ("/var/run/postgresql", "movies", "ana", 5, "butaca"),
            (found.Host, found.Database, found.Username, found.Timeout, found.ApplicationName)
        );
    }

    [Theory]
    [InlineData("postgresql://user:secret@db/movies?nonsense=1")]
    [InlineData("postgresql://user:secret@db/movies?sslmode=nonsense")]
    [InlineData("postgresql://user:secret@db/movies?sslmode")]
    [InlineData("postgresql://user:secret@db:port/movies")]
    [InlineData("Host=db;Password=secret;Nonsense=1")]
    [InlineData("Host=db;Password=secret;Port=x")]
    public void WhatCannotBeUnderstoodIsSaidWithoutThePassword(string connection)
    {
        StoreException exception = Assert.Throws<StoreException>(() => Stores.Open(connection));
        Assert.StartsWith(
            "The store: found a connection to PostgreSQL that cannot be understood (",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void NoConnectionIsSaid(string connection) =>
        Assert.StartsWith(
            "The store: found no path",
            Assert.Throws<StoreException>(() => Stores.Open(connection)).Message,
            StringComparison.Ordinal
        );
}
