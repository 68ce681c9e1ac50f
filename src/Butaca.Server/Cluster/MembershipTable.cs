using System.Globalization;
using System.Net;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Butaca.Server.Cluster;

/// <summary>
/// Who belongs to a cluster, as Orleans has it: a row a silo, and a version that counts their changes. Orleans' own
/// provider for databases finds its statements by the session's search path, which a pooler by transaction doesn't
/// have.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="schema">What stands before each table's name.</param>
/// <param name="cluster">The cluster's name.</param>
internal sealed class MembershipTable(NpgsqlDataSource source, string schema, string cluster) : IMembershipTable
{
    private const string Columns = """
        s.address AS Address, COALESCE(s.port, 0) AS Port, COALESCE(s.generation, 0) AS Generation, COALESCE(s.name, '') AS Name,
        COALESCE(s.host, '') AS Host,
        COALESCE(s.status, 0) AS Status, COALESCE(s.gateway, 0) AS Gateway, s.suspicions AS Suspicions,
        COALESCE(s.started, now()) AS Started, COALESCE(s.alive, now()) AS Alive
        """;

    private const string IsSilo =
        "cluster = @cluster AND address = @Address AND port = @Port AND generation = @Generation";

    /// <summary>A row a silo; where there is none, one with the version alone.</summary>
    private string All =>
        $"SELECT v.version AS Version, {Columns} FROM {schema}silo_versions v LEFT JOIN {schema}silos s ON s.cluster = v.cluster";

    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        ExecuteAsync($"INSERT INTO {schema}silo_versions VALUES (@cluster, 0) ON CONFLICT DO NOTHING", new { cluster });

    public Task<MembershipTableData> ReadAll() => ReadAsync($"{All} WHERE v.cluster = @cluster", new { cluster });

    public Task<MembershipTableData> ReadRow(SiloAddress key) =>
        ReadAsync(
            $"{All} AND s.address = @Address AND s.port = @Port AND s.generation = @Generation WHERE v.cluster = @cluster",
            Key(key)
        );

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        ChangeAsync(
            $"""
            WITH next AS (
              UPDATE {schema}silo_versions SET version = version + 1
              WHERE cluster = @cluster AND version = @version AND NOT EXISTS (SELECT 1 FROM {schema}silos WHERE {IsSilo}) RETURNING 1
            )
            INSERT INTO {schema}silos (cluster, address, port, generation, name, host, status, gateway, suspicions, started, alive)
            SELECT @cluster, @Address, @Port, @Generation, @Name, @Host, @Status, @Gateway, @Suspicions, @Started, @Alive FROM next
            """,
            entry,
            tableVersion
        );

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        ChangeAsync(
            $"""
            WITH next AS (
              UPDATE {schema}silo_versions SET version = version + 1
              WHERE cluster = @cluster AND version = @version AND EXISTS (SELECT 1 FROM {schema}silos WHERE {IsSilo}) RETURNING 1
            )
            UPDATE {schema}silos SET status = @Status, suspicions = @Suspicions, alive = @Alive FROM next WHERE {IsSilo}
            """,
            entry,
            tableVersion
        );

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        ExecuteAsync($"UPDATE {schema}silos SET alive = @Alive WHERE {IsSilo}", Row(entry));

    public Task DeleteMembershipTableEntries(string clusterId) =>
        ExecuteAsync(
            $"""
            WITH gone AS (DELETE FROM {schema}silos WHERE cluster = @clusterId) DELETE FROM {schema}silo_versions WHERE cluster = @clusterId
            """,
            new { clusterId }
        );

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        ExecuteAsync(
            $"DELETE FROM {schema}silos WHERE cluster = @cluster AND alive < @before AND status <> @Active",
            new
            {
                cluster,
                before = beforeDate.UtcDateTime,
                Active = (int)SiloStatus.Active,
            }
        );

    /// <summary>
    /// Changes a silo's row and counts the version, both or neither: the version has to be the one that the change
    /// follows from.
    /// </summary>
    private async Task<bool> ChangeAsync(string sql, MembershipEntry entry, TableVersion next)
    {
        DynamicParameters row = Row(entry);
        row.Add("version", int.Parse(next.VersionEtag, CultureInfo.InvariantCulture));
        return await ExecuteAsync(sql, row) > 0;
    }

    private async Task<int> ExecuteAsync(string sql, object parameters)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, parameters);
    }

    private async Task<MembershipTableData> ReadAsync(string sql, object parameters)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        SiloRow[] rows = [.. await connection.QueryAsync<SiloRow>(sql, parameters)];
        string version = rows[0].Version.ToString(CultureInfo.InvariantCulture);
        return new MembershipTableData(
            [.. rows.Where(row => row.Address is not null).Select(row => Tuple.Create(row.ToEntry(), version))],
            new TableVersion(rows[0].Version, version)
        );
    }

    private DynamicParameters Key(SiloAddress silo) =>
        new(
            new
            {
                cluster,
                Address = silo.Endpoint.Address.ToString(),
                silo.Endpoint.Port,
                silo.Generation,
            }
        );

    private DynamicParameters Row(MembershipEntry entry)
    {
        DynamicParameters row = Key(entry.SiloAddress);
        row.AddDynamicParams(
            new
            {
                Name = entry.SiloName,
                Host = entry.HostName,
                Status = (int)entry.Status,
                Gateway = entry.ProxyPort,
                Suspicions = JsonSerializer.Serialize(
                    (entry.SuspectTimes ?? []).Select(said => new Suspicion(said.Item1.ToParsableString(), said.Item2))
                ),
                Started = Utc(entry.StartTime),
                Alive = Utc(entry.IAmAliveTime),
            }
        );
        return row;
    }

    /// <summary>Orleans' times are of UTC, said or not.</summary>
    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    /// <summary>Who took a silo for dead, and when.</summary>
    private sealed record Suspicion(string Silo, DateTime Time);

    private sealed record SiloRow(
        int Version,
        string? Address,
        int Port,
        int Generation,
        string Name,
        string Host,
        int Status,
        int Gateway,
        string? Suspicions,
        DateTime Started,
        DateTime Alive
    )
    {
        public MembershipEntry ToEntry() =>
            new()
            {
                SiloAddress = SiloAddress.New(IPAddress.Parse(Address!), Port, Generation),
                SiloName = Name,
                HostName = Host,
                Status = (SiloStatus)Status,
                ProxyPort = Gateway,
                SuspectTimes =
                [
                    .. (JsonSerializer.Deserialize<Suspicion[]>(Suspicions ?? "[]") ?? []).Select(said =>
                        Tuple.Create(SiloAddress.FromParsableString(said.Silo), said.Time)
                    ),
                ],
                StartTime = Started,
                IAmAliveTime = Alive,
            };
    }
}
