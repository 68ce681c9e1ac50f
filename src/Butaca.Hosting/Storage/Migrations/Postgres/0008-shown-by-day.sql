-- Statistics add up days, which are counted as lists and events are written, whatever was shown.
-- Days are UTC's. people are those whose last list of the model is of that day: so days add up to different people.
CREATE TABLE shown_days (
  model TEXT NOT NULL,
  day BIGINT NOT NULL,
  lists BIGINT NOT NULL,
  people BIGINT NOT NULL,
  movies BIGINT NOT NULL,
  watched BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  dismissed BIGINT NOT NULL,
  PRIMARY KEY (model, day)
);

-- The lists of a model that a person was shown, and the day of the last.
CREATE TABLE shown_people (
  person TEXT NOT NULL,
  model TEXT NOT NULL,
  day BIGINT NOT NULL,
  lists BIGINT NOT NULL,
  PRIMARY KEY (person, model)
);

-- What became of a list's movies, each once: kind 1 was watched or rated, kind 3 dismissed.
CREATE TABLE shown_outcomes (
  list TEXT NOT NULL,
  kind INTEGER NOT NULL,
  movie TEXT NOT NULL,
  PRIMARY KEY (list, kind, movie)
);

INSERT INTO shown_outcomes
SELECT DISTINCT s.id, CASE e.kind WHEN 3 THEN 3 ELSE 1 END, e.movie FROM events e JOIN shown s ON s.id = e.recommendation
WHERE e.kind IN (1, 2, 3) AND (s.person IS NULL OR s.person = e.person) AND STRPOS(s.movies, CHR(10) || e.movie || CHR(10)) > 0;

INSERT INTO shown_people SELECT person, model, MAX(time / 86400), COUNT(*) FROM shown WHERE person IS NOT NULL GROUP BY person, model;

INSERT INTO shown_days
SELECT s.model, s.time / 86400, COUNT(*), 0, SUM(s.size), SUM(COALESCE(o.watched, 0)), COUNT(*) FILTER (WHERE o.watched > 0), SUM(COALESCE(o.dismissed, 0))
FROM shown s LEFT JOIN (
  SELECT list, COUNT(*) FILTER (WHERE kind = 1) AS watched, COUNT(*) FILTER (WHERE kind = 3) AS dismissed FROM shown_outcomes GROUP BY list
) o ON o.list = s.id
GROUP BY s.model, s.time / 86400;

UPDATE shown_days SET people = p.people
FROM (SELECT model, day, COUNT(*) AS people FROM shown_people GROUP BY model, day) p WHERE p.model = shown_days.model AND p.day = shown_days.day;

CREATE OR REPLACE FUNCTION shown_added() RETURNS TRIGGER LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO shown_days AS d (model, day, lists, people, movies, watched, hits, dismissed)
  SELECT model, time / 86400, COUNT(*), 0, SUM(size), 0, 0, 0 FROM added GROUP BY model, time / 86400
  ON CONFLICT (model, day) DO UPDATE SET lists = d.lists + excluded.lists, movies = d.movies + excluded.movies;
  WITH moved AS (
    SELECT a.model, a.day, p.day AS before
    FROM (SELECT person, model, MAX(time / 86400) AS day FROM added WHERE person IS NOT NULL GROUP BY person, model) a
    LEFT JOIN shown_people p ON p.person = a.person AND p.model = a.model
    WHERE p.day IS NULL OR p.day < a.day
  )
  UPDATE shown_days d SET people = d.people + m.people
  FROM (
    SELECT model, day, SUM(people) AS people
    FROM (SELECT model, day, 1 AS people FROM moved UNION ALL SELECT model, before, -1 FROM moved WHERE before IS NOT NULL) u
    GROUP BY model, day
  ) m WHERE m.model = d.model AND m.day = d.day;
  INSERT INTO shown_people AS p (person, model, day, lists)
  SELECT person, model, MAX(time / 86400), COUNT(*) FROM added WHERE person IS NOT NULL GROUP BY person, model
  ON CONFLICT (person, model) DO UPDATE SET lists = p.lists + excluded.lists, day = GREATEST(p.day, excluded.day);
  INSERT INTO shown_outcomes (list, kind, movie) -- an event may have come before its list was written
  SELECT DISTINCT a.id, CASE e.kind WHEN 3 THEN 3 ELSE 1 END, e.movie FROM added a JOIN events e ON e.recommendation = a.id
  WHERE e.kind IN (1, 2, 3) AND (a.person IS NULL OR a.person = e.person) AND STRPOS(a.movies, CHR(10) || e.movie || CHR(10)) > 0
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION shown_told() RETURNS TRIGGER LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO shown_outcomes (list, kind, movie)
  SELECT DISTINCT s.id, CASE e.kind WHEN 3 THEN 3 ELSE 1 END, e.movie FROM added e JOIN shown s ON s.id = e.recommendation
  WHERE e.kind IN (1, 2, 3) AND (s.person IS NULL OR s.person = e.person) AND STRPOS(s.movies, CHR(10) || e.movie || CHR(10)) > 0
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION shown_counted() RETURNS TRIGGER LANGUAGE plpgsql AS $body$ BEGIN
  UPDATE shown_days d SET watched = d.watched + c.watched, hits = d.hits + c.hits, dismissed = d.dismissed + c.dismissed
  FROM (
    SELECT s.model, s.time / 86400 AS day, SUM(a.watched) AS watched, SUM(a.dismissed) AS dismissed,
      COUNT(*) FILTER (WHERE a.watched > 0 AND a.watched = (SELECT COUNT(*) FROM shown_outcomes o WHERE o.list = a.list AND o.kind = 1)) AS hits
    FROM (SELECT list, COUNT(*) FILTER (WHERE kind = 1) AS watched, COUNT(*) FILTER (WHERE kind = 3) AS dismissed FROM added GROUP BY list) a
    JOIN shown s ON s.id = a.list GROUP BY s.model, s.time / 86400
  ) c WHERE c.model = d.model AND c.day = d.day;
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION shown_removed() RETURNS TRIGGER LANGUAGE plpgsql AS $body$ BEGIN
  UPDATE shown_days d SET
    lists = d.lists - g.lists, movies = d.movies - g.movies, watched = d.watched - g.watched, hits = d.hits - g.hits, dismissed = d.dismissed - g.dismissed
  FROM (
    SELECT r.model, r.time / 86400 AS day, COUNT(*) AS lists, SUM(r.size) AS movies,
      SUM(COALESCE(o.watched, 0)) AS watched, COUNT(*) FILTER (WHERE o.watched > 0) AS hits, SUM(COALESCE(o.dismissed, 0)) AS dismissed
    FROM removed r LEFT JOIN (
      SELECT list, COUNT(*) FILTER (WHERE kind = 1) AS watched, COUNT(*) FILTER (WHERE kind = 3) AS dismissed
      FROM shown_outcomes WHERE list IN (SELECT id FROM removed) GROUP BY list
    ) o ON o.list = r.id GROUP BY r.model, r.time / 86400
  ) g WHERE g.model = d.model AND g.day = d.day;
  DELETE FROM shown_outcomes WHERE list IN (SELECT id FROM removed);
  UPDATE shown_people p SET lists = p.lists - g.lists
  FROM (SELECT person, model, COUNT(*) AS lists FROM removed WHERE person IS NOT NULL GROUP BY person, model) g
  WHERE g.person = p.person AND g.model = p.model;
  WITH gone AS (
    DELETE FROM shown_people p USING (SELECT DISTINCT person, model FROM removed) g
    WHERE g.person = p.person AND g.model = p.model AND p.lists = 0 RETURNING p.model, p.day
  )
  UPDATE shown_days d SET people = d.people - g.people
  FROM (SELECT model, day, COUNT(*) AS people FROM gone GROUP BY model, day) g WHERE g.model = d.model AND g.day = d.day;
  DELETE FROM shown_days d USING (SELECT DISTINCT model, time / 86400 AS day FROM removed) r WHERE r.model = d.model AND r.day = d.day AND d.lists = 0;
  RETURN NULL;
END $body$;

CREATE TRIGGER shown_added AFTER INSERT ON shown REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION shown_added();
CREATE TRIGGER shown_told AFTER INSERT ON events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION shown_told();
CREATE TRIGGER shown_counted AFTER INSERT ON shown_outcomes REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION shown_counted();
CREATE TRIGGER shown_removed AFTER DELETE ON shown REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION shown_removed();
