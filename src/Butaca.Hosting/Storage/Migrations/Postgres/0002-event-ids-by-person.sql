-- An event id is the sender's own: two people's devices may both count from 1.
ALTER TABLE events DROP CONSTRAINT events_id_key;
ALTER TABLE events ADD CONSTRAINT events_person_id_key UNIQUE (person, id);
