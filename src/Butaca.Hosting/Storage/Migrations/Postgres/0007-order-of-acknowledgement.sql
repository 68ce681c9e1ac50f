-- What a person said counts in the order in which it was acknowledged.
DROP INDEX events_person;
CREATE INDEX events_person ON events (person, seq);
