-- A movie's id is a whole number or any other text, kept to the letter.
CREATE TABLE events_of_texts (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  movie TEXT NOT NULL,
  kind INTEGER NOT NULL,
  rating REAL,
  time INTEGER NOT NULL,
  recommendation TEXT,
  UNIQUE (person, id)
);
INSERT INTO events_of_texts SELECT seq, id, person, CAST(movie AS TEXT), kind, rating, time, recommendation FROM events;
DROP TABLE events;
ALTER TABLE events_of_texts RENAME TO events;
CREATE INDEX events_person ON events (person, time);
CREATE INDEX events_recommendation ON events (recommendation) WHERE recommendation IS NOT NULL;

CREATE TABLE movies_of_texts (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  year INTEGER,
  genres TEXT NOT NULL,
  origin TEXT,
  synopsis TEXT,
  more TEXT
);
INSERT INTO movies_of_texts SELECT CAST(id AS TEXT), title, year, genres, origin, synopsis, more FROM movies;
DROP TABLE movies;
ALTER TABLE movies_of_texts RENAME TO movies;

CREATE TABLE withdrawn_of_texts (movie TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
INSERT INTO withdrawn_of_texts SELECT CAST(movie AS TEXT) FROM withdrawn;
DROP TABLE withdrawn;
ALTER TABLE withdrawn_of_texts RENAME TO withdrawn;

-- An id may hold a comma, but no line break: movies is the list with one before, between and after them.
UPDATE shown SET movies = REPLACE(movies, ',', CHAR(10));
