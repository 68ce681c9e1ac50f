using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Postgresql;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>
/// A PostgreSQL; programs that make keys may share it with its server. What is deleted is gone for every query at once; when it is overwritten
/// on the disk is up to its own vacuum.
/// </summary>
internal sealed partial class PostgresStore : SqlStore
{
    /// <summary>Names the lock that lets one server migrate at a time: "Butaca".</summary>
    private const long MigrationLock = 0x427574616361;

    /// <summary>Names the lock that a server has as long as it lives.</summary>
    private const long ServerLock = MigrationLock + 1;

    /// <summary>
    /// A pooler may give each transaction another connection, and what a session locked to whoever comes next: so the lock is a
    /// transaction's. It reads no table, so that it holds up no vacuum; and nothing may end it for being long or idle.
    /// </summary>
    private const string BeginClaim = """
        BEGIN ISOLATION LEVEL READ COMMITTED;
        SELECT set_config(name, '0', TRUE) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
        """;

    /// <summary>A large table takes longer to change than a request may.</summary>
    private static readonly TimeSpan LongestMigration = TimeSpan.FromHours(1);

    /// <summary>A database that is away is not waited for at the end.</summary>
    private const int SecondsToGiveUp = 2;

    private readonly NpgsqlDataSource _source;
    private readonly string _claiming;
    private NpgsqlConnection? _claim; // in a transaction that never ends by itself: the lock goes with it

    /// <summary>Creates the store; connects to nothing yet.</summary>
    /// <param name="connection">Where it is.</param>
    /// <param name="cluster">The name of the cluster whose servers share it; null: one server has it alone.</param>
    public PostgresStore(NpgsqlConnectionStringBuilder connection, string? cluster = null)
    {
        _cluster = cluster;
        _source = NpgsqlDataSource.Create(connection);
        _claiming = new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            Pooling = false,
            KeepAlive = 30,
        }.ConnectionString;
        Where =
            $"PostgreSQL at {connection.Host}:{connection.Port}, database '{connection.Database ?? connection.Username}'";
    }

    public override string Kind => "PostgreSQL";

    public override string Where { get; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_claim is not null)
            await GiveUpAsync(_claim);
        await _source.DisposeAsync();
    }

    /// <summary>
    /// Gives the lock back and waits for the database's word: it would notice only some time later that the connection has gone, and
    /// until then refuse whoever comes next.
    /// </summary>
    private static async Task GiveUpAsync(NpgsqlConnection claim)
    {
        await using (claim)
        {
            try
            {
                await claim.ExecuteAsync("ROLLBACK", commandTimeout: SecondsToGiveUp);
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
            {
                // it went with the connection
            }
        }
    }

    protected override async Task<StoreClaim> TryClaimAsync(CancellationToken cancellation)
    {
        if (_claim is not null)
        {
            try
            {
                await _claim.ExecuteScalarAsync<int>("SELECT 1"); // only asking tells whether it still stands
                return StoreClaim.Kept;
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
            {
                await _claim.DisposeAsync();
                _claim = null;
            }
        }
        NpgsqlConnection claim = new(_claiming);
        try
        {
            await claim.OpenAsync(cancellation);
            await claim.ExecuteAsync(BeginClaim);
            if (
                !await claim.ExecuteScalarAsync<bool>(
                    _cluster is null
                        ? "SELECT pg_try_advisory_xact_lock(@ServerLock)"
                        : "SELECT pg_try_advisory_xact_lock_shared(@ServerLock)",
                    new { ServerLock }
                )
            )
                return StoreClaim.Refused;
            _claim = claim;
            claim = null!;
            return StoreClaim.Taken;
        }
        finally
        {
            if (claim is not null)
                await claim.DisposeAsync();
        }
    }

    protected override async Task<string?> LockOwnerAsync(DbTransaction transaction, string setting)
    {
        if (_cluster is not null)
            await TakeTurnAsync(transaction);
        return await transaction.Connection!.ExecuteScalarAsync<string?>(
            "SELECT value FROM settings WHERE name = @setting FOR SHARE",
            new { setting },
            transaction
        );
    }

    protected override async Task ApplyMigrationsAsync(Migration allowed, CancellationToken cancellation)
    {
        // The lock goes with this transaction, however it ends.
        await using DbConnection connection = await OpenAsync(cancellation);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(@MigrationLock)",
            new { MigrationLock },
            transaction
        );
        PostgresqlConnectionManager manager = new(_source);
        Migrations.Apply(
            DeployChanges
                .To.PostgresqlDatabase(manager)
                .JournalToPostgresqlTable("public", "schema_versions")
                .WithTransaction()
                .WithExecutionTimeout(LongestMigration),
            "Postgres",
            Where,
            allowed
        );
    }

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellation) =>
        await _source.OpenConnectionAsync(cancellation);

    protected override async Task<DbConnection> OpenWriterAsync() => await _source.OpenConnectionAsync();

    protected override async Task<bool[]> InsertEventsAsync(
        DbTransaction transaction,
        IReadOnlyList<StoredEvent> events
    )
    {
        HashSet<(string, string)> stored =
        [
            .. await transaction.Connection!.QueryAsync<(string, string)>(
                """
                INSERT INTO events (id, person, movie, kind, rating, time, recommendation)
                SELECT * FROM unnest(@Ids, @People, @Movies, @Kinds, @Ratings, @Times, @Recommendations)
                ON CONFLICT DO NOTHING RETURNING person, id
                """,
                new
                {
                    Ids = events.Select(stored => stored.Id).ToArray(),
                    People = events.Select(stored => stored.Person).ToArray(),
                    Movies = events.Select(stored => stored.Movie.ToString()).ToArray(),
                    Kinds = events.Select(stored => (int)stored.Kind).ToArray(),
                    Ratings = events.Select(stored => stored.Rating).ToArray(),
                    Times = events.Select(stored => stored.Time).ToArray(),
                    Recommendations = events.Select(stored => stored.Recommendation).ToArray(),
                },
                transaction
            ),
        ];
        return [.. events.Select(e => stored.Remove((e.Person, e.Id)))]; // of two with one id the first was the new one
    }

    protected override Task InsertShownAsync(DbTransaction transaction, IReadOnlyList<ShownRow> lists) =>
        transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO shown (id, person, model, time, movies, size)
            SELECT * FROM unnest(@Ids, @People, @Models, @Times, @Movies, @Sizes)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                Ids = lists.Select(list => list.Id).ToArray(),
                People = lists.Select(list => list.Person).ToArray(),
                Models = lists.Select(list => list.Model).ToArray(),
                Times = lists.Select(list => list.Time).ToArray(),
                Movies = lists.Select(list => list.Movies).ToArray(),
                Sizes = lists.Select(list => list.Size).ToArray(),
            },
            transaction
        );

    protected override StoreException? Explain(Exception exception) => PostgresFaults.Explain(exception, Where);

    /// <summary>Connections from before the server went away would each fail once.</summary>
    protected override bool Renew()
    {
        _source.Clear();
        return true;
    }
}
