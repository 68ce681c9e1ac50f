-- What a person said counts in the order in which it was acknowledged; rows of one person stand by seq in this index.
DROP INDEX events_person;
CREATE INDEX events_person ON events (person);
