using System.Data.Common;
using Butaca.Client.Contracts;
using Dapper;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>The store that several servers share: docs/decisions/0016-cluster.md.</summary>
internal sealed partial class PostgresStore : IClusterStore
{
    /// <summary>Names the lock under which each transaction that writes has its turn.</summary>
    private long TurnLock => ServerLock + 1;

    /// <summary>The locks of <see cref="ClusterLock"/> follow.</summary>
    private long FirstLock => TurnLock;

    private const string ClusterOwner = "cluster ";

    /// <summary>Bytes of a file of a model that are sent at once.</summary>
    private const int PartBytes = 4 << 20;

    private readonly string? _cluster;

    /// <summary>Read and written as a whole: requests read it while a change replaces it.</summary>
    private volatile StrongChanges _known = new(default);

    private sealed record StrongChanges(Changes Value);

    public Changes Known
    {
        get => _known.Value;
        set => _known = new StrongChanges(value);
    }

    private protected override string Owner => _cluster is null ? base.Owner : ClusterOwner + _cluster;

    public async Task<Look> LookAsync(IReadOnlyCollection<string> users, CancellationToken cancellation)
    {
        string[] asked = [.. users];
        return await ReadAsync(
            async connection =>
            {
                string changes = $"SELECT movies, models, routing, people FROM {Schema}changes";
                if (asked.Length == 0)
                    return new Look(
                        ChangesOf(
                            await connection.QuerySingleAsync<(long, long, long, long)>(
                                Command(changes, null, cancellation)
                            )
                        ),
                        new Dictionary<string, EventSpan>()
                    );
                await using SqlMapper.GridReader both = await connection.QueryMultipleAsync(
                    Command(
                        $"""
                        {changes};
                        SELECT p.person AS User,
                          COALESCE((SELECT seq FROM {Schema}events e WHERE e.person = p.person ORDER BY seq LIMIT 1), 0) AS First,
                          COALESCE((SELECT seq FROM {Schema}events e WHERE e.person = p.person ORDER BY seq DESC LIMIT 1), 0) AS Last
                        FROM unnest(@asked) AS p(person)
                        """,
                        new { asked },
                        cancellation
                    )
                );
                Changes now = ChangesOf(await both.ReadSingleAsync<(long, long, long, long)>());
                IEnumerable<(string User, long First, long Last)> spans = await both.ReadAsync<(string, long, long)>();
                return new Look(
                    now,
                    spans.ToDictionary(
                        span => span.User,
                        span => new EventSpan(span.First, span.Last),
                        StringComparer.Ordinal
                    )
                );
            },
            cancellation
        );
    }

    public async Task<IAsyncDisposable?> TryLockAsync(ClusterLock name, CancellationToken cancellation)
    {
        IAsyncDisposable? taken = null;
        await ExplainedAsync(
            async now =>
            {
                NpgsqlConnection connection = new(_claiming);
                try
                {
                    await connection.OpenAsync(now);
                    await connection.ExecuteAsync(BeginClaim);
                    if (
                        await connection.ExecuteScalarAsync<bool>(
                            "SELECT pg_try_advisory_xact_lock(@key)",
                            new { key = FirstLock + (long)name }
                        )
                    )
                        taken = connection;
                }
                finally
                {
                    if (taken is null)
                        await connection.DisposeAsync();
                }
            },
            cancellation
        );
        return taken;
    }

    public Task<IReadOnlyList<StoredModel>> ModelsAsync(CancellationToken cancellation) =>
        ListAsync<StoredModel, StoredModel>(
            $"SELECT name, manifest, trained FROM {Schema}models ORDER BY name",
            null,
            model => model,
            cancellation
        );

    public async Task<IReadOnlySet<string>> ModelFilesAsync(
        IReadOnlyCollection<string> hashes,
        CancellationToken cancellation
    ) =>
        (
            await ListAsync<string, string>(
                $"SELECT hash FROM {Schema}model_files WHERE part = 0 AND hash = ANY (@hashes)",
                new { hashes = hashes.ToArray() },
                hash => hash,
                cancellation
            )
        ).ToHashSet(StringComparer.Ordinal);

    /// <summary>Beside the turns of those who write: megabytes must not hold up events.</summary>
    public Task AddModelFileAsync(string hash, Stream content, CancellationToken cancellation) =>
        ExplainedAsync(
            async now =>
            {
                await using NpgsqlConnection connection = await _source.OpenConnectionAsync(now);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(now);
                byte[] buffer = new byte[PartBytes];
                int read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, now);
                for (int part = 0; part == 0 || read > 0; part++)
                {
                    await connection.ExecuteAsync(
                        new CommandDefinition(
                            $"INSERT INTO {Schema}model_files (hash, part, content) VALUES (@hash, @part, @content) ON CONFLICT DO NOTHING",
                            new
                            {
                                hash,
                                part,
                                content = buffer[..read],
                            },
                            transaction,
                            cancellationToken: now
                        )
                    );
                    read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, now);
                }
                await transaction.CommitAsync(now);
            },
            cancellation
        );

    public async Task<bool> ReadModelFileAsync(string hash, Stream target, CancellationToken cancellation)
    {
        for (int part = 0; ; part++)
        {
            int wanted = part;
            byte[]? content = await ReadAsync(
                connection =>
                    connection.ExecuteScalarAsync<byte[]?>(
                        Command(
                            $"SELECT content FROM {Schema}model_files WHERE hash = @hash AND part = @part",
                            new { hash, part = wanted },
                            cancellation
                        )
                    ),
                cancellation
            );
            if (content is null)
                return part > 0;
            await target.WriteAsync(content, cancellation);
        }
    }

    public Task PutModelAsync(StoredModel model, long? attempt, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                await ChangedAsync(transaction, Part.Models);
                DbConnection connection = transaction.Connection!;
                if (attempt is not null)
                {
                    if (
                        !await connection.ExecuteScalarAsync<bool>(
                            $"SELECT EXISTS (SELECT 1 FROM {Schema}training WHERE attempt = @attempt AND state = 'running' AND NOT cancelled)",
                            new { attempt },
                            transaction
                        )
                    )
                        throw new OperationCanceledException("The training was cancelled, or another silo is at it.");
                    if (
                        await connection.ExecuteScalarAsync<long>(
                            $"SELECT people FROM {Schema}changes",
                            null,
                            transaction
                        ) != Known.Users
                    )
                        throw new StaleException("Somebody was deleted meanwhile.");
                }
                await ExecuteAsync(
                    transaction,
                    $"INSERT INTO {Schema}models (name, manifest, trained) VALUES (@Name, @Manifest, @Trained) ON CONFLICT (name) DO UPDATE SET manifest = excluded.manifest, trained = excluded.trained",
                    model
                );
                if (
                    await connection.ExecuteScalarAsync<bool>(
                        $"SELECT EXISTS (SELECT 1 FROM jsonb_each_text(@Manifest::jsonb -> 'files') f WHERE NOT EXISTS (SELECT 1 FROM {Schema}model_files m WHERE m.hash = f.value))",
                        new { model.Manifest },
                        transaction
                    )
                )
                    throw new StaleException($"Files of {model.Name} were taken for nobody's, and deleted.");
                return await ExecuteAsync(
                    transaction,
                    $"DELETE FROM {Schema}model_files WHERE hash NOT IN (SELECT f.value FROM {Schema}models, jsonb_each_text(manifest::jsonb -> 'files') f)",
                    new { }
                );
            },
            cancellation
        );

    public async Task<StoredTraining?> TrainingAsync(CancellationToken cancellation) =>
        (
            await ListAsync<TrainingRow, StoredTraining>(
                $"SELECT {TrainingRow.Columns} FROM {Schema}training",
                null,
                row => row.ToTraining(),
                cancellation
            )
        ).SingleOrDefault();

    public Task<StoredTraining?> AskForTrainingAsync(
        string model,
        string request,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        TrainingAsync(
            $"""
            INSERT INTO {Schema}training (model, request, state, stage, fraction, began, attempt, anew, cancelled)
            VALUES (@model, @request, 'running', 'waiting for a silo that trains', 0, @began, 1, 0, FALSE)
            ON CONFLICT (id) DO UPDATE SET model = excluded.model, request = excluded.request, state = excluded.state, stage = excluded.stage,
              fraction = 0, began = excluded.began, ended = NULL, error = NULL, attempt = training.attempt + 1, anew = 0, cancelled = FALSE
            WHERE training.state <> 'running'
            RETURNING {TrainingRow.Columns}
            """,
            new
            {
                model,
                request,
                began = now.ToUnixTimeMilliseconds(),
            },
            cancellation
        );

    public Task<StoredTraining?> TakeTrainingAsync(CancellationToken cancellation) =>
        TrainingAsync(
            $"UPDATE {Schema}training SET attempt = attempt + 1, anew = 0 WHERE state = 'running' RETURNING {TrainingRow.Columns}",
            new { },
            cancellation
        );

    public Task<bool> ReportTrainingAsync(
        long attempt,
        TrainingStatus status,
        int anew,
        CancellationToken cancellation
    ) =>
        WriteAsync(
            async transaction =>
                await ExecuteAsync(
                    transaction,
                    $"""
                    UPDATE {Schema}training SET state = @State, stage = @Stage, fraction = @Fraction, ended = @Ended, error = @Error, anew = @anew
                    WHERE attempt = @attempt AND state = 'running' AND (@Ended IS NOT NULL OR NOT cancelled)
                    """,
                    new
                    {
                        attempt,
                        anew,
                        status.State,
                        status.Stage,
                        status.Fraction,
                        Ended = status.Ended?.ToUnixTimeMilliseconds(),
                        status.Error,
                    }
                ) > 0,
            cancellation
        );

    public Task<bool> CancelTrainingAsync(CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
                await ExecuteAsync(
                    transaction,
                    $"UPDATE {Schema}training SET cancelled = TRUE WHERE state = 'running'",
                    new { }
                ) > 0,
            cancellation
        );

    public Task<IReadOnlyList<string>> ProtectionKeysAsync(CancellationToken cancellation) =>
        ListAsync<string, string>(
            $"SELECT xml FROM {Schema}protection_keys ORDER BY name",
            null,
            xml => xml,
            cancellation
        );

    public Task AddProtectionKeyAsync(string name, string xml, CancellationToken cancellation) =>
        WriteAsync(
            transaction =>
                ExecuteAsync(
                    transaction,
                    $"INSERT INTO {Schema}protection_keys (name, xml) VALUES (@name, @xml) ON CONFLICT DO NOTHING",
                    new { name, xml }
                ),
            cancellation
        );

    /// <summary>
    /// A cluster keeps its store: another name is a mistake, since its silos would not hear of one another.
    /// </summary>
    private protected override void CheckSigner(string? owner)
    {
        if (
            _cluster is not null
            && owner is not null
            && owner.StartsWith(ClusterOwner, StringComparison.Ordinal)
            && owner != Owner
        )
            throw new StoreException(
                $"{Where}: found the store of the {owner}, expected that of the cluster {_cluster} or of none. Take that name, or another database; one start without --cluster frees the store.",
                isTransient: false
            );
    }

    private protected override async Task ChangedAsync(DbTransaction transaction, Part part)
    {
        if (_cluster is null)
            return;
        string column = part == Part.Users ? "people" : part.ToString().ToLowerInvariant();
        long? basis = part switch
        {
            Part.Movies => Known.Movies,
            Part.Models => Known.Models,
            Part.Routing => Known.Routing,
            _ => null, // a deletion follows from nothing
        };
        int rows = await ExecuteAsync(
            transaction,
            $"UPDATE {Schema}changes SET {column} = {column} + 1 WHERE @basis::BIGINT IS NULL OR {column} = @basis",
            new { basis }
        );
        if (rows == 0)
            throw new StaleException($"Another server changed the {column}.");
    }

    /// <summary>
    /// Waits until no other server writes, so that transactions become visible in the order of what they wrote, and
    /// can't wait for one another in a circle. Whoever is cut off in its turn loses it after some seconds.
    /// </summary>
    private Task<int> TakeTurnAsync(DbTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "SELECT set_config('idle_in_transaction_session_timeout', '5000', TRUE), pg_advisory_xact_lock(@TurnLock)",
            new { TurnLock },
            transaction
        );

    private static Changes ChangesOf((long Movies, long Models, long Routing, long Users) row) =>
        new(row.Movies, row.Models, row.Routing, row.Users);

    private Task<StoredTraining?> TrainingAsync(string sql, object parameters, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
                (
                    await transaction.Connection!.QuerySingleOrDefaultAsync<TrainingRow>(sql, parameters, transaction)
                )?.ToTraining(),
            cancellation
        );

    private sealed record TrainingRow(
        string Model,
        string Request,
        string State,
        string Stage,
        double Fraction,
        long Began,
        long? Ended,
        string? Error,
        long Attempt,
        int Anew,
        bool Cancelled
    )
    {
        public const string Columns =
            "training.model, training.request, training.state, training.stage, training.fraction, training.began, training.ended, training.error, training.attempt, training.anew, training.cancelled";

        public StoredTraining ToTraining() =>
            new(
                new TrainingStatus(
                    Model,
                    State,
                    Stage,
                    Fraction,
                    DateTimeOffset.FromUnixTimeMilliseconds(Began),
                    Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
                    Error
                ),
                Request,
                Attempt,
                Anew,
                Cancelled
            );
    }
}
