-- Statistics add up days, which are counted as lists and events are written, whatever was shown.
-- Days are UTC's. people are those whose last list of the model is of that day: so days add up to different people.
CREATE TABLE shown_days (
  model TEXT NOT NULL,
  day INTEGER NOT NULL,
  lists INTEGER NOT NULL,
  people INTEGER NOT NULL,
  movies INTEGER NOT NULL,
  watched INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  dismissed INTEGER NOT NULL,
  PRIMARY KEY (model, day)
) WITHOUT ROWID;

-- The lists of a model that a person was shown, and the day of the last.
CREATE TABLE shown_people (
  person TEXT NOT NULL,
  model TEXT NOT NULL,
  day INTEGER NOT NULL,
  lists INTEGER NOT NULL,
  PRIMARY KEY (person, model)
) WITHOUT ROWID;

-- What became of a list's movies, each once: kind 1 was watched or rated, kind 3 dismissed.
CREATE TABLE shown_outcomes (
  list TEXT NOT NULL,
  kind INTEGER NOT NULL,
  movie TEXT NOT NULL,
  PRIMARY KEY (list, kind, movie)
) WITHOUT ROWID;

INSERT INTO shown_outcomes
SELECT DISTINCT s.id, CASE e.kind WHEN 3 THEN 3 ELSE 1 END, e.movie FROM events e JOIN shown s ON s.id = e.recommendation
WHERE e.kind IN (1, 2, 3) AND (s.person IS NULL OR s.person = e.person) AND INSTR(s.movies, CHAR(10) || e.movie || CHAR(10)) > 0;

INSERT INTO shown_people SELECT person, model, MAX(time / 86400), COUNT(*) FROM shown WHERE person IS NOT NULL GROUP BY person, model;

INSERT INTO shown_days
SELECT s.model, s.time / 86400, COUNT(*), 0, SUM(s.size), SUM(COALESCE(o.watched, 0)), SUM(COALESCE(o.watched, 0) > 0), SUM(COALESCE(o.dismissed, 0))
FROM shown s LEFT JOIN (SELECT list, SUM(kind = 1) AS watched, SUM(kind = 3) AS dismissed FROM shown_outcomes GROUP BY list) o ON o.list = s.id
GROUP BY s.model, s.time / 86400;

UPDATE shown_days SET people = p.people
FROM (SELECT model, day, COUNT(*) AS people FROM shown_people GROUP BY model, day) p WHERE p.model = shown_days.model AND p.day = shown_days.day;

CREATE TRIGGER shown_added AFTER INSERT ON shown BEGIN
  INSERT INTO shown_days (model, day, lists, people, movies, watched, hits, dismissed) VALUES (NEW.model, NEW.time / 86400, 1, 0, NEW.size, 0, 0, 0)
  ON CONFLICT (model, day) DO UPDATE SET lists = lists + 1, movies = movies + excluded.movies;
  INSERT INTO shown_people (person, model, day, lists) SELECT NEW.person, NEW.model, NEW.time / 86400, 1 WHERE NEW.person IS NOT NULL
  ON CONFLICT (person, model) DO UPDATE SET lists = lists + 1, day = MAX(day, excluded.day);
  INSERT INTO shown_outcomes (list, kind, movie) -- an event may have come before its list was written
  SELECT NEW.id, CASE e.kind WHEN 3 THEN 3 ELSE 1 END, e.movie FROM events e
  WHERE e.recommendation = NEW.id AND e.kind IN (1, 2, 3) AND (NEW.person IS NULL OR NEW.person = e.person) AND INSTR(NEW.movies, CHAR(10) || e.movie || CHAR(10)) > 0
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER shown_people_added AFTER INSERT ON shown_people BEGIN
  UPDATE shown_days SET people = people + 1 WHERE model = NEW.model AND day = NEW.day;
END;

CREATE TRIGGER shown_people_moved AFTER UPDATE OF day ON shown_people WHEN NEW.day <> OLD.day BEGIN
  UPDATE shown_days SET people = people - 1 WHERE model = OLD.model AND day = OLD.day;
  UPDATE shown_days SET people = people + 1 WHERE model = NEW.model AND day = NEW.day;
END;

CREATE TRIGGER shown_people_removed AFTER DELETE ON shown_people BEGIN
  UPDATE shown_days SET people = people - 1 WHERE model = OLD.model AND day = OLD.day;
END;

CREATE TRIGGER shown_told AFTER INSERT ON events WHEN NEW.recommendation IS NOT NULL AND NEW.kind IN (1, 2, 3) BEGIN
  INSERT INTO shown_outcomes (list, kind, movie)
  SELECT s.id, CASE NEW.kind WHEN 3 THEN 3 ELSE 1 END, NEW.movie FROM shown s
  WHERE s.id = NEW.recommendation AND (s.person IS NULL OR s.person = NEW.person) AND INSTR(s.movies, CHAR(10) || NEW.movie || CHAR(10)) > 0
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER shown_counted AFTER INSERT ON shown_outcomes BEGIN
  UPDATE shown_days SET
    watched = watched + (NEW.kind = 1),
    hits = hits + (NEW.kind = 1 AND (SELECT COUNT(*) FROM shown_outcomes o WHERE o.list = NEW.list AND o.kind = 1) = 1),
    dismissed = dismissed + (NEW.kind = 3)
  WHERE (model, day) = (SELECT s.model, s.time / 86400 FROM shown s WHERE s.id = NEW.list);
END;

CREATE TRIGGER shown_removed AFTER DELETE ON shown BEGIN
  UPDATE shown_days SET
    lists = lists - 1,
    movies = movies - OLD.size,
    watched = watched - (SELECT COUNT(*) FROM shown_outcomes o WHERE o.list = OLD.id AND o.kind = 1),
    hits = hits - EXISTS (SELECT 1 FROM shown_outcomes o WHERE o.list = OLD.id AND o.kind = 1),
    dismissed = dismissed - (SELECT COUNT(*) FROM shown_outcomes o WHERE o.list = OLD.id AND o.kind = 3)
  WHERE model = OLD.model AND day = OLD.time / 86400;
  DELETE FROM shown_outcomes WHERE list = OLD.id;
  UPDATE shown_people SET lists = lists - 1 WHERE person = OLD.person AND model = OLD.model;
  DELETE FROM shown_people WHERE person = OLD.person AND model = OLD.model AND lists = 0;
  DELETE FROM shown_days WHERE model = OLD.model AND day = OLD.time / 86400 AND lists = 0;
END;
