-- seq is the order of arrival.
CREATE TABLE IF NOT EXISTS events (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL,
  movie BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  rating DOUBLE PRECISION,
  time BIGINT NOT NULL,
  recommendation TEXT
);
CREATE INDEX IF NOT EXISTS events_person ON events (person, time);
CREATE INDEX IF NOT EXISTS events_recommendation ON events (recommendation) WHERE recommendation IS NOT NULL;

-- movies is the list as ',3,1,2,': one row a list is cheap to write, and LIKE finds a movie on it.
CREATE TABLE IF NOT EXISTS shown (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT,
  model TEXT NOT NULL,
  time BIGINT NOT NULL,
  movies TEXT NOT NULL,
  size INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS shown_person ON shown (person) WHERE person IS NOT NULL;
CREATE INDEX IF NOT EXISTS shown_time ON shown (time, model);

CREATE TABLE IF NOT EXISTS movies (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  year INTEGER,
  genres TEXT NOT NULL,
  origin TEXT,
  synopsis TEXT
);

CREATE TABLE IF NOT EXISTS api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  scope INTEGER NOT NULL,
  created BIGINT NOT NULL,
  revoked BIGINT
);

CREATE TABLE IF NOT EXISTS forgotten (person TEXT NOT NULL PRIMARY KEY);

CREATE TABLE IF NOT EXISTS settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
