-- The name of an event's kind where it is one of the configuration; kind and rating are what that meant when it was acknowledged.
ALTER TABLE events ADD COLUMN own_kind TEXT;
