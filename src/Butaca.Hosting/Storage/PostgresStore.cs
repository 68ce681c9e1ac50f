using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>
/// A PostgreSQL; programs that make keys may share it with its server. What is deleted is gone for every query at once;
/// when it is overwritten on the disk is up to its own vacuum.
/// </summary>
internal sealed partial class PostgresStore : SqlStore
{
    /// <summary>
    /// Moves the tables of builds before there was a schema, with what they hold: those that their scripts made, and no
    /// other's of such a name.
    /// </summary>
    private const string MoveOldTables = """
        DO $body$ DECLARE
          name TEXT;
          tables TEXT[] := ARRAY(
            SELECT unnest(made.tables) FROM public.schema_versions v JOIN (VALUES
              ('0001-start', ARRAY['events', 'shown', 'movies', 'api_keys', 'forgotten', 'settings', 'schema_versions']),
              ('0003-withdrawn', ARRAY['withdrawn']),
              ('0008-shown-by-day', ARRAY['shown_days', 'shown_people', 'shown_outcomes']),
              ('0009-cluster', ARRAY['changes', 'models', 'model_files', 'training', 'protection_keys', 'silo_versions', 'silos', 'orleansquery'])
            ) made (script, tables) ON made.script = v.scriptname
          );
        BEGIN
          FOREACH name IN ARRAY tables LOOP
            EXECUTE format('ALTER TABLE public.%I SET SCHEMA $schema', name);
          END LOOP;
          IF 'shown_days' = ANY (tables) THEN
            FOREACH name IN ARRAY ARRAY['shown_added', 'shown_told', 'shown_counted', 'shown_removed'] LOOP
              EXECUTE format('ALTER FUNCTION public.%I() SET SCHEMA $schema', name);
            END LOOP;
          END IF;
        END $body$
        """;

    /// <summary>The table that says which scripts were run.</summary>
    private const string Journal = "schema_versions";

    /// <summary>Another program's journal knows no such script.</summary>
    private const string IsOurJournal =
        "SELECT EXISTS (SELECT 1 FROM public.schema_versions WHERE scriptname = '0002-event-ids-by-person')";

    /// <summary>
    /// A pooler may give each transaction another connection, and what a session locked to whoever comes next: so the
    /// lock is a transaction's. It reads no table, so that it holds up no vacuum; and nothing may end it for being long
    /// or idle.
    /// </summary>
    private const string BeginClaim = """
        BEGIN ISOLATION LEVEL READ COMMITTED;
        SELECT set_config(name, '0', TRUE) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
        """;

    /// <summary>A large table takes longer to change than a request may.</summary>
    private static readonly TimeSpan LongestMigration = TimeSpan.FromHours(1);

    /// <summary>A database that is away is not waited for at the end.</summary>
    private const int SecondsToGiveUp = 2;

    private readonly string _schema; // its name alone
    private readonly NpgsqlDataSource _source;
    private readonly string _claiming;
    private NpgsqlConnection? _claim; // in a transaction that never ends by itself: the lock goes with it

    /// <summary>Creates the store; connects to nothing yet.</summary>
    /// <param name="connection">Where it is. Its search path names the schema; without one it is <see
    /// cref="PostgresConnection.DefaultSchema"/>.</param>
    /// <param name="cluster">The name of the cluster whose servers share it; null: one server has it alone.</param>
    /// <exception cref="StoreException">The search path is several schemas.</exception>
    public PostgresStore(NpgsqlConnectionStringBuilder connection, string? cluster = null)
        : this(connection, PostgresConnection.TakeSchema(connection), cluster) { }

    private PostgresStore(NpgsqlConnectionStringBuilder connection, string schema, string? cluster)
        : base(PostgresConnection.Before(schema))
    {
        _schema = schema;
        MigrationLock = LockOf(schema);
        _cluster = cluster;
        _source = NpgsqlDataSource.Create(connection);
        _claiming = new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            Pooling = false,
            KeepAlive = 30,
        }.ConnectionString;
        Where =
            $"PostgreSQL at {connection.Host}:{connection.Port}, database '{connection.Database ?? connection.Username}'{(schema == PostgresConnection.DefaultSchema ? "" : $", schema '{schema}'")}";
    }

    /// <summary>Names the lock that lets one server migrate at a time.</summary>
    private long MigrationLock { get; }

    /// <summary>Names the lock that a server has as long as it lives.</summary>
    private long ServerLock => MigrationLock + 1;

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
    /// A database has one space of locks, and each store in it needs some of its own: their numbers begin here.
    /// </summary>
    private static long LockOf(string schema) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"Butaca {schema}"))) & ~0xFFL;

    /// <summary>
    /// Gives the lock back and waits for the database's word: it would notice only some time later that the connection
    /// has gone, and until then refuse whoever comes next.
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
            $"SELECT value FROM {Schema}settings WHERE name = @setting FOR SHARE",
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
        await PrepareSchemaAsync(allowed, cancellation);
        PostgresqlConnectionManager manager = new(_source);
        Migrations.Apply(
            DeployChanges
                .To.PostgresqlDatabase(manager)
                .JournalToPostgresqlTable(_schema, Journal)
                .WithTransaction()
                .WithPreprocessor(new InSchema(_schema))
                .WithExecutionTimeout(LongestMigration),
            "Postgres",
            Where,
            allowed
        );
    }

    /// <summary>
    /// Makes the schema where there is none, and moves there what an older build left among others' tables.
    /// </summary>
    private async Task PrepareSchemaAsync(Migration allowed, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellation);
        if (await HasJournalAsync(connection, _schema))
            return;
        bool isOld =
            await HasJournalAsync(connection, "public") && await connection.ExecuteScalarAsync<bool>(IsOurJournal);
        if (isOld && allowed != Migration.Any)
            throw new StoreException(
                $"{Where}: found the tables of an older Butaca in the schema 'public', expected them in '{_schema}'. Start this version's server, which moves them.",
                isTransient: false
            );
        if (allowed == Migration.None)
            return;
        string quoted = PostgresConnection.Quoted(_schema);
        // Who may not make schemas may be given one: it must not be asked for again.
        bool isThere = await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = @_schema)",
            new { _schema }
        );
        string make = isThere ? "" : $"CREATE SCHEMA {quoted};";
        string move = isOld ? MoveOldTables.Replace("$schema", quoted, StringComparison.Ordinal) : "";
        if (make.Length + move.Length > 0)
            await connection.ExecuteAsync(make + move);
    }

    private static Task<bool> HasJournalAsync(NpgsqlConnection connection, string schema) =>
        connection.ExecuteScalarAsync<bool>(
            "SELECT to_regclass(@journal) IS NOT NULL",
            new { journal = $"{PostgresConnection.Before(schema)}{Journal}" }
        );

    /// <summary>Has a script make its tables in the schema, for as long as its transaction lasts.</summary>
    private sealed class InSchema(string schema) : IScriptPreprocessor
    {
        public string Process(string contents) =>
            $"SET LOCAL search_path TO {PostgresConnection.Quoted(schema)};\n{contents}";
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
                $"""
                INSERT INTO {Schema}events (id, person, movie, kind, rating, time, recommendation, own_kind)
                SELECT * FROM unnest(@Ids, @Users, @Movies, @Kinds, @Ratings, @Times, @Recommendations, @OwnKinds)
                ON CONFLICT DO NOTHING RETURNING person, id
                """,
                new
                {
                    Ids = events.Select(stored => stored.Id).ToArray(),
                    Users = events.Select(stored => stored.User).ToArray(),
                    Movies = events.Select(stored => stored.Movie.ToString()).ToArray(),
                    Kinds = events.Select(stored => (int)stored.Kind).ToArray(),
                    Ratings = events.Select(stored => stored.Rating).ToArray(),
                    Times = events.Select(stored => stored.Time).ToArray(),
                    Recommendations = events.Select(stored => stored.Recommendation).ToArray(),
                    OwnKinds = events.Select(stored => stored.OwnKind).ToArray(),
                },
                transaction
            ),
        ];
        return [.. events.Select(e => stored.Remove((e.User, e.Id)))]; // of two with one id the first was the new one
    }

    protected override Task InsertShownAsync(DbTransaction transaction, IReadOnlyList<ShownRow> lists) =>
        transaction.Connection!.ExecuteAsync(
            $"""
            INSERT INTO {Schema}shown (id, person, model, time, movies, size)
            SELECT * FROM unnest(@Ids, @Users, @Models, @Times, @Movies, @Sizes)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                Ids = lists.Select(list => list.Id).ToArray(),
                Users = lists.Select(list => list.User).ToArray(),
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
