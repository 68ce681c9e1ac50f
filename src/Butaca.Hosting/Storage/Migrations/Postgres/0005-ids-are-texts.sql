-- A movie's id is a whole number or any other text, kept to the letter.
ALTER TABLE events ALTER COLUMN movie TYPE TEXT USING movie::TEXT;
ALTER TABLE movies ALTER COLUMN id TYPE TEXT USING id::TEXT;
ALTER TABLE withdrawn ALTER COLUMN movie TYPE TEXT USING movie::TEXT;

-- An id may hold a comma, but no line break: movies is the list with one before, between and after them.
UPDATE shown SET movies = REPLACE(movies, ',', CHR(10));
