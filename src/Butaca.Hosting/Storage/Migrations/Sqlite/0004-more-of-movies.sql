-- Directors, cast, languages, translations and links, as JSON; NULL where none is known.
ALTER TABLE movies ADD COLUMN more TEXT;
