-- An event id is the sender's own: two people's devices may both count from 1.
CREATE TABLE events_by_person (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  movie INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  rating REAL,
  time INTEGER NOT NULL,
  recommendation TEXT,
  UNIQUE (person, id)
);
INSERT INTO events_by_person SELECT seq, id, person, movie, kind, rating, time, recommendation FROM events;
DROP TABLE events;
ALTER TABLE events_by_person RENAME TO events;
CREATE INDEX events_person ON events (person, time);
CREATE INDEX events_recommendation ON events (recommendation) WHERE recommendation IS NOT NULL;
