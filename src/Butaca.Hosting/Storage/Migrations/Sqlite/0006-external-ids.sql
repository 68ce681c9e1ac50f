-- A movie's ids elsewhere are one object of texts by source.
UPDATE movies SET more = json_patch(more, json_object(
  'imdbId', NULL,
  'tmdbId', NULL,
  'externalIds', json_patch('{}', json_object(
    'imdb', CASE WHEN json_extract(more, '$.imdbId') IS NOT NULL THEN printf('tt%07d', json_extract(more, '$.imdbId')) END,
    'tmdb', CAST(json_extract(more, '$.tmdbId') AS TEXT)
  ))
))
WHERE json_extract(more, '$.imdbId') IS NOT NULL OR json_extract(more, '$.tmdbId') IS NOT NULL;
