-- Several servers on one store: docs/cluster.md.

-- How often each part of what servers keep in memory has changed; one row. A server that knows other numbers reads anew before it answers.
CREATE TABLE changes (
  movies BIGINT NOT NULL,
  models BIGINT NOT NULL,
  routing BIGINT NOT NULL,
  people BIGINT NOT NULL
);
INSERT INTO changes VALUES (0, 0, 0, 0);

-- The models: manifest is model.json, which names the files by their SHA-256; trained is when, in seconds since 1970 UTC.
CREATE TABLE models (name TEXT NOT NULL PRIMARY KEY, manifest TEXT NOT NULL, trained BIGINT NOT NULL);

-- Their files by content, in parts: several models may have one in common.
CREATE TABLE model_files (hash TEXT NOT NULL, part INTEGER NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (hash, part));
ALTER TABLE model_files ALTER COLUMN content SET STORAGE EXTERNAL; -- weights don't compress

-- The training that runs, or the last one; one row at most. attempt counts who began it: what another one wrote is refused.
CREATE TABLE training (
  id INTEGER PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  model TEXT NOT NULL,
  request TEXT NOT NULL,
  state TEXT NOT NULL,
  stage TEXT NOT NULL,
  fraction DOUBLE PRECISION NOT NULL,
  began BIGINT NOT NULL,
  ended BIGINT,
  error TEXT,
  attempt BIGINT NOT NULL,
  anew INTEGER NOT NULL,
  cancelled BOOLEAN NOT NULL
);

-- The keys with which servers protect what browsers keep for them.
CREATE TABLE protection_keys (name TEXT NOT NULL PRIMARY KEY, xml TEXT NOT NULL);

-- Orleans' own: who belongs to the cluster. Names of tables inside the queries are ours; names of columns and parameters are Orleans'.
CREATE TABLE silo_versions (cluster TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE silos (
  cluster TEXT NOT NULL REFERENCES silo_versions,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  name TEXT NOT NULL,
  host TEXT NOT NULL,
  status INTEGER NOT NULL,
  gateway INTEGER NOT NULL,
  suspicions TEXT,
  started TIMESTAMPTZ NOT NULL,
  alive TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (cluster, address, port, generation)
);

CREATE TABLE OrleansQuery (QueryKey TEXT NOT NULL PRIMARY KEY, QueryText TEXT NOT NULL);
INSERT INTO OrleansQuery VALUES
('InsertMembershipVersionKey', '
  WITH made AS (INSERT INTO silo_versions VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
  SELECT COUNT(*) > 0 FROM made
'),
('InsertMembershipKey', '
  WITH next AS (
    UPDATE silo_versions SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
      SELECT 1 FROM silos WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    ) RETURNING 1
  ), made AS (
    INSERT INTO silos (cluster, address, port, generation, name, host, status, gateway, started, alive)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next
    RETURNING 1
  )
  SELECT COUNT(*) > 0 FROM made
'),
('UpdateMembershipKey', '
  WITH next AS (
    UPDATE silo_versions SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
      SELECT 1 FROM silos WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    ) RETURNING 1
  ), changed AS (
    UPDATE silos SET status = @Status, suspicions = @SuspectTimes, alive = @IAmAliveTime FROM next
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1
  )
  SELECT COUNT(*) > 0 FROM changed
'),
('UpdateIAmAlivetimeKey', '
  UPDATE silos SET alive = @IAmAliveTime
  WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
'),
('MembershipReadRowKey', '
  SELECT v.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName,
    s.status AS Status, s.gateway AS ProxyPort, s.suspicions AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
  FROM silo_versions v LEFT JOIN silos s ON s.cluster = v.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
  WHERE v.cluster = @DeploymentId
'),
('MembershipReadAllKey', '
  SELECT v.cluster AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName,
    s.status AS Status, s.gateway AS ProxyPort, s.suspicions AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime, v.version AS Version
  FROM silo_versions v LEFT JOIN silos s ON s.cluster = v.cluster
  WHERE v.cluster = @DeploymentId
'),
('DeleteMembershipTableEntriesKey', '
  WITH gone AS (DELETE FROM silos WHERE cluster = @DeploymentId) DELETE FROM silo_versions WHERE cluster = @DeploymentId
'),
('CleanupDefunctSiloEntriesKey', '
  DELETE FROM silos WHERE cluster = @DeploymentId AND alive < @IAmAliveTime AND status <> 3
'),
('GatewaysQueryKey', '
  SELECT address AS Address, gateway AS ProxyPort, generation AS Generation
  FROM silos WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0
');
