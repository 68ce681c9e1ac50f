using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Butaca.Data;
using Dapper;

namespace Butaca.Hosting.Storage;

/// <summary>
/// What both databases share. Reads take a connection each. Writes queue for the one that writes, which commits
/// those that wait together (<see cref="WriteQueue"/>); so they also happen in the order in which they were asked for.
/// </summary>
internal abstract partial class SqlStore : IStore
{
    private const string EventColumns =
        "seq, id, person AS User, movie, kind, rating, time, recommendation, own_kind AS OwnKind";

    /// <summary>
    /// Events read at a time when all are: no reader stays open long enough to hold up the database's own upkeep.
    /// </summary>
    private const int PageSize = 5000;

    private const long SecondsOfADay = 24 * 60 * 60;

    /// <summary>The setting that <see cref="PingAsync"/> writes.</summary>
    private const string ProbeSetting = "probe";

    /// <summary>The day from which the tables count theirs.</summary>
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly WriteQueue _queue;
    private DbConnection? _writer;
    private long _failures;

    /// <summary>Creates the store.</summary>
    /// <param name="schema">What stands before each table's name: a schema and a dot; empty: nothing.</param>
    protected SqlStore(string schema = "")
    {
        Schema = schema;
        _queue = new WriteQueue(CommitAsync);
    }

    /// <summary>
    /// What stands before each table's name. It stands there each time, in place of a search path: a pooler by
    /// transaction takes none.
    /// </summary>
    protected string Schema { get; }

    private string PutMovie =>
        $"""
            INSERT INTO {Schema}movies (id, title, year, genres, origin, synopsis, more) VALUES (@Id, @Title, @Year, @Genres, @Origin, @Synopsis, @More)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, year = excluded.year, genres = excluded.genres, origin = excluded.origin, synopsis = excluded.synopsis, more = excluded.more
            """;

    public abstract string Kind { get; }

    public abstract string Where { get; }

    public int Waiting => _queue.Waiting;

    public long Failures => Volatile.Read(ref _failures);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await ExplainedAsync(now => ApplyMigrationsAsync(Migration.Any, now), cancellation);
        if (_isClaimed)
            await SignAsync(cancellation);
    }

    public Task JoinAsync(bool create, CancellationToken cancellation) =>
        ExplainedAsync(now => ApplyMigrationsAsync(create ? Migration.First : Migration.None, now), cancellation);

    private protected async Task ExplainedAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception exception)
        {
            StoreException? explained = Explain(exception);
            if (explained is null)
                throw;
            throw explained;
        }
    }

    /// <summary>Runs the migrations that may be run, one process at a time.</summary>
    protected abstract Task ApplyMigrationsAsync(Migration allowed, CancellationToken cancellation);

    /// <summary>Opens a connection to read.</summary>
    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Opens the connection that writes. It is kept until something goes wrong with it.</summary>
    protected abstract Task<DbConnection> OpenWriterAsync();

    /// <summary>
    /// Reads, and has the database stop when the caller's time is over: nobody waits for the answer, and others wait
    /// for the work.
    /// </summary>
    protected virtual Task<T> StoppableAsync<T>(
        DbConnection connection,
        Func<DbConnection, Task<T>> read,
        CancellationToken cancellation
    ) => read(connection); // whose driver does as the token says

    /// <summary>Stores events that are not known yet, in their order; says for each whether it was new.</summary>
    protected abstract Task<bool[]> InsertEventsAsync(DbTransaction transaction, IReadOnlyList<StoredEvent> events);

    /// <summary>Stores lists that are not known yet.</summary>
    protected abstract Task InsertShownAsync(DbTransaction transaction, IReadOnlyList<ShownRow> lists);

    /// <summary>Words an error of the database; null: not one of its errors.</summary>
    protected abstract StoreException? Explain(Exception exception);

    /// <summary>
    /// Called within a write that changes what other servers on the store have in memory, if there are any.
    /// </summary>
    private protected virtual Task ChangedAsync(DbTransaction transaction, Part part) => Task.CompletedTask;

    /// <summary>Called between a commit and the answers to its callers.</summary>
    /// <param name="writer">The connection that wrote.</param>
    /// <param name="erased">Whether something was deleted that must not be found any more.</param>
    protected virtual Task CommittedAsync(DbConnection writer, bool erased) => Task.CompletedTask;

    /// <summary>Gives up connections that may be dead.</summary>
    /// <returns>Whether another try with a new one makes sense.</returns>
    protected virtual bool Renew() => false;

    public Task PingAsync(CancellationToken cancellation) =>
        SetSettingAsync(ProbeSetting, $"{Stopwatch.GetTimestamp()}", cancellation); // another value each time, or nothing would be written

    public Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellation) =>
        events.Count == 0
            ? Task.FromResult<IReadOnlyList<bool>>([])
            : _queue.AddAsync(new PendingAppend(events, InsertEventsAsync, cancellation), cancellation);

    public async Task<IReadOnlyList<StoredEvent>> EventsOfAsync(string user, CancellationToken cancellation) =>
        (await EventsAfterAsync(user, 0, cancellation)).Events;

    public async Task<(IReadOnlyList<StoredEvent> Events, int Total)> EventsOfAsync(
        string user,
        int offset,
        int limit,
        CancellationToken cancellation
    )
    {
        int total = await ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<int>(
                    Command($"SELECT count(*) FROM {Schema}events WHERE person = @user", new { user }, cancellation)
                ),
            cancellation
        );
        IReadOnlyList<StoredEvent> events = await ListAsync<EventRow, StoredEvent>(
            $"SELECT {EventColumns} FROM {Schema}events WHERE person = @user ORDER BY seq LIMIT @limit OFFSET @offset",
            new
            {
                user,
                limit,
                offset,
            },
            row => row.ToEvent(),
            cancellation
        );
        return (events, total);
    }

    public async Task<(IReadOnlyList<StoredEvent> Events, long Last)> EventsAfterAsync(
        string user,
        long after,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<EventRow> rows = await ListAsync<EventRow, EventRow>(
            $"SELECT {EventColumns} FROM {Schema}events WHERE person = @user AND seq > @after ORDER BY seq",
            new { user, after },
            row => row,
            cancellation
        );
        return ([.. rows.Select(row => row.ToEvent())], rows.Count == 0 ? after : rows[^1].Seq);
    }

    public Task<IReadOnlyList<string>> UsersAsync(string after, int limit, CancellationToken cancellation) =>
        ListAsync<string, string>(
            $"""
            SELECT person FROM (SELECT DISTINCT person FROM {Schema}events WHERE person > @after ORDER BY person LIMIT @limit) told
            UNION SELECT person FROM (SELECT DISTINCT person FROM {Schema}shown WHERE person > @after ORDER BY person LIMIT @limit) asked
            ORDER BY person LIMIT @limit
            """,
            new { after, limit },
            user => user,
            cancellation
        );

    public Task<IReadOnlyList<ShownList>> ShownOfAsync(string user, CancellationToken cancellation) =>
        ListAsync<ShownOfRow, ShownList>(
            $"SELECT id, person AS User, model, time, movies FROM {Schema}shown WHERE person = @user ORDER BY time, id",
            new { user },
            row => row.ToList(),
            cancellation
        );

    public Task<long> LastEventAsync(CancellationToken cancellation) =>
        ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<long>(
                    Command($"SELECT coalesce(max(seq), 0) FROM {Schema}events", new { }, cancellation)
                ),
            cancellation
        );

    public async IAsyncEnumerable<StoredEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        long last = 0;
        while (true)
        {
            IReadOnlyList<EventRow> page = await ListAsync<EventRow, EventRow>(
                $"SELECT {EventColumns} FROM {Schema}events WHERE seq > @last ORDER BY seq LIMIT {PageSize}",
                new { last },
                row => row,
                cancellation
            );
            foreach (EventRow row in page)
                yield return row.ToEvent();
            if (page.Count < PageSize)
                yield break;
            last = page[^1].Seq;
        }
    }

    public Task<int> DeleteUserAsync(string user, bool forget, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                if (forget)
                    await ExecuteAsync(
                        transaction,
                        $"INSERT INTO {Schema}forgotten (person) VALUES (@user) ON CONFLICT DO NOTHING",
                        new { user }
                    );
                await EraseAsync(transaction, $"DELETE FROM {Schema}shown WHERE person = @user", new { user });
                int events = await EraseAsync(
                    transaction,
                    $"DELETE FROM {Schema}events WHERE person = @user",
                    new { user }
                );
                if (forget || events > 0)
                    await ChangedAsync(transaction, Part.Users);
                return events;
            },
            cancellation
        );

    public Task DeleteShownOfAsync(string user, CancellationToken cancellation) =>
        WriteAsync(
            transaction => EraseAsync(transaction, $"DELETE FROM {Schema}shown WHERE person = @user", new { user }),
            cancellation
        );

    public Task<IReadOnlyList<string>> ForgottenAsync(CancellationToken cancellation) =>
        ListAsync<string, string>(
            $"SELECT person FROM {Schema}forgotten ORDER BY person",
            null,
            user => user,
            cancellation
        );

    public Task PutMoviesAsync(IReadOnlyCollection<Movie> movies, CancellationToken cancellation)
    {
        object[] rows =
        [
            .. movies.Select(movie => new
            {
                Id = movie.Id.ToString(),
                movie.Title,
                movie.Year,
                Genres = JsonSerializer.Serialize(movie.Genres),
                movie.Origin,
                movie.Synopsis,
                More = MovieMore.Text(movie),
            }),
        ];
        return WriteAsync(
            async transaction =>
            {
                await ChangedAsync(transaction, Part.Movies);
                await ExecuteAsync(transaction, $"DELETE FROM {Schema}withdrawn WHERE movie = @Id", rows);
                return await ExecuteAsync(transaction, PutMovie, rows);
            },
            cancellation
        );
    }

    public Task WithdrawMovieAsync(Id id, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                await ChangedAsync(transaction, Part.Movies);
                return await ExecuteAsync(
                    transaction,
                    $"INSERT INTO {Schema}withdrawn (movie) VALUES (@id) ON CONFLICT DO NOTHING",
                    new { id = id.ToString() }
                );
            },
            cancellation
        );

    public async Task<IReadOnlyList<Id>> WithdrawnAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Id> ids = await ListAsync<string, Id>(
            $"SELECT movie FROM {Schema}withdrawn",
            null,
            movie => StoredId.Of("withdrawn", movie, movie),
            cancellation
        );
        return [.. ids.Order()]; // numbers by their worth, which SQL's order of texts isn't
    }

    public async Task<IReadOnlyList<Movie>> MoviesAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Movie> movies = await ListAsync<MovieRow, Movie>(
            $"SELECT id, title, year, genres, origin, synopsis, more FROM {Schema}movies",
            null,
            row => row.ToMovie(),
            cancellation
        );
        return [.. movies.OrderBy(movie => movie.Id)]; // whatever a database's own order of texts is
    }

    public Task AddShownAsync(IReadOnlyList<ShownList> lists, CancellationToken cancellation)
    {
        if (lists.Count == 0)
            return Task.CompletedTask;
        ShownRow[] rows = [.. lists.Where(list => !list.IsOnlyCounted).Select(ShownRow.Of)];
        var days = lists
            .Where(list => list.IsOnlyCounted)
            .GroupBy(list => (list.Model, Day: DayOf(list.Time)))
            .Select(day => new
            {
                day.Key.Model,
                day.Key.Day,
                Lists = day.LongCount(),
                Movies = day.Sum(list => (long)list.Movies.Count),
            })
            .ToArray();
        return WriteAsync(
            async transaction =>
            {
                if (rows.Length > 0)
                    await InsertShownAsync(transaction, rows);
                foreach (var day in days)
                    await ExecuteAsync(transaction, ShownRow.Count(Schema), day);
                return true;
            },
            cancellation
        );
    }

    public Task<int> DeleteShownBeforeAsync(long time, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                int lists = await EraseAsync(
                    transaction,
                    $"DELETE FROM {Schema}shown WHERE time < @time",
                    new { time }
                );
                await ExecuteAsync(
                    transaction,
                    $"DELETE FROM {Schema}shown_days WHERE day < @day",
                    new { day = DayOf(time) }
                );
                return lists;
            },
            cancellation
        );

    private static long DayOf(long time) => time / SecondsOfADay;

    public Task<IReadOnlyList<ModelStatistics>> StatisticsAsync(DateOnly since, CancellationToken cancellation) =>
        ListAsync<StatisticsRow, ModelStatistics>(
            ShownRow.Statistics(Schema),
            new { day = (long)since.DayNumber - UnixEpochDay },
            row => row.ToStatistics(),
            cancellation
        );

    public Task AddKeyAsync(StoredKey key, CancellationToken cancellation) =>
        WriteAsync(
            transaction =>
                ExecuteAsync(
                    transaction,
                    $"INSERT INTO {Schema}api_keys (id, hash, name, scope, created, revoked) VALUES (@Id, @Hash, @Name, @Scope, @Created, @Revoked)",
                    new
                    {
                        key.Id,
                        key.Hash,
                        key.Name,
                        Scope = (int)key.Scope,
                        key.Created,
                        key.Revoked,
                    }
                ),
            cancellation
        );

    public Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken cancellation) =>
        ListAsync<KeyRow, StoredKey>(
            $"SELECT id, hash, name, scope, created, revoked FROM {Schema}api_keys ORDER BY created, id",
            null,
            row => row.ToKey(),
            cancellation
        );

    public Task<bool> RevokeKeyAsync(string id, long time, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
                await ExecuteAsync(
                    transaction,
                    $"UPDATE {Schema}api_keys SET revoked = @time WHERE id = @id AND revoked IS NULL",
                    new { id, time }
                ) > 0,
            cancellation
        );

    public Task<string?> GetSettingAsync(string name, CancellationToken cancellation) =>
        ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<string?>(
                    Command($"SELECT value FROM {Schema}settings WHERE name = @name", new { name }, cancellation)
                ),
            cancellation
        );

    public Task SetSettingAsync(string name, string value, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                if (name == IStore.RoutingSetting)
                    await ChangedAsync(transaction, Part.Routing);
                return await ExecuteAsync(
                    transaction,
                    $"INSERT INTO {Schema}settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    new { name, value }
                );
            },
            cancellation
        );

    /// <summary>Commits what is queued, then closes every connection.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await DropWriterAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Set by a write that erased something; belongs to the one that writes.</summary>
    private bool _erased;

    /// <summary>Erases; where there is nothing to erase, nobody has to wait for it to be gone.</summary>
    private async Task<int> EraseAsync(DbTransaction transaction, string sql, object parameters)
    {
        int rows = await ExecuteAsync(transaction, sql, parameters);
        _erased |= rows > 0;
        return rows;
    }

    private protected Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancellation) =>
        _queue.AddAsync(new PendingWrite<T>(write, cancellation), cancellation);

    private async Task CommitAsync(IReadOnlyList<PendingWrite> group)
    {
        bool kept = _writer is not null;
        bool committing = false;
        try
        {
            _erased = false;
            if (_writer is { State: not ConnectionState.Open })
                await DropWriterAsync();
            if (_isClaimed)
                await KeepClaimAsync(); // it may have been cut off, alone or with the writer
            _writer ??= await OpenWriterAsync();
            await using (DbTransaction transaction = await _writer.BeginTransactionAsync())
            {
                await CheckOwnerAsync(transaction);
                await WriteAllAsync(transaction, group);
                committing = true;
                await transaction.CommitAsync();
            }
            await CommittedAsync(_writer, _erased);
        }
        catch (Exception exception)
        {
            StoreException? explained = Explain(exception);
            await DropWriterAsync();
            if (explained is null)
                throw;
            if (!explained.IsTransient || !Renew() || !kept || committing)
                throw Failed(explained);
            await CommitAsync(group); // a connection that died while nothing was written is no reason to fail
        }
    }

    private async Task WriteAllAsync(DbTransaction transaction, IReadOnlyList<PendingWrite> group)
    {
        int i = 0;
        while (i < group.Count)
        {
            PendingAppend[] appends =
            [
                .. group.Skip(i).TakeWhile(write => write is PendingAppend).Cast<PendingAppend>(),
            ];
            if (appends.Length > 1)
            {
                bool[] isNew = await InsertEventsAsync(transaction, [.. appends.SelectMany(append => append.Events)]);
                int from = 0;
                foreach (PendingAppend append in appends)
                    append.Result = isNew[from..(from += append.Events.Count)];
                i += appends.Length;
            }
            else
            {
                await group[i++].WriteAsync(transaction);
            }
        }
    }

    private async Task DropWriterAsync()
    {
        if (_writer is null)
            return;
        await _writer.DisposeAsync();
        _writer = null;
    }

    private protected async Task<IReadOnlyList<T>> ListAsync<TRow, T>(
        string sql,
        object? parameters,
        Func<TRow, T> convert,
        CancellationToken cancellation
    ) =>
        [
            .. (
                await ReadAsync(
                    connection => connection.QueryAsync<TRow>(Command(sql, parameters, cancellation)),
                    cancellation
                )
            ).Select(convert),
        ];

    /// <summary>
    /// Nobody waits longer than they would: a driver that calls a command off asks the database first, which may be
    /// away.
    /// </summary>
    private protected Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation) =>
        ReadToItsEndAsync(read, cancellation).WaitAsync(cancellation);

    private async Task<T> ReadToItsEndAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
    {
        for (bool first = true; ; first = false)
        {
            bool opened = false;
            try
            {
                await using DbConnection connection = await OpenAsync(cancellation);
                opened = true;
                return await StoppableAsync(connection, read, cancellation);
            }
            catch (Exception exception)
            {
                StoreException? explained = Explain(exception);
                if (explained is null)
                    throw;
                if (!explained.IsTransient || !Renew() || !first || !opened)
                    throw Failed(explained); // else the connection was from before: once more with a new one
            }
        }
    }

    private StoreException Failed(StoreException exception)
    {
        Interlocked.Increment(ref _failures);
        return exception;
    }

    private protected static CommandDefinition Command(
        string sql,
        object? parameters,
        CancellationToken cancellation
    ) => new(sql, parameters, cancellationToken: cancellation);

    private protected static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object parameters) =>
        transaction.Connection!.ExecuteAsync(sql, parameters, transaction);
}
