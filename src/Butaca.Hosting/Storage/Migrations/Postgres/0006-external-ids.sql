-- A movie's ids elsewhere are one object of texts by source.
UPDATE movies SET more = (more::jsonb - 'imdbId' - 'tmdbId' || jsonb_build_object(
  'externalIds', jsonb_strip_nulls(jsonb_build_object(
    'imdb', 'tt' || lpad(more::jsonb->>'imdbId', greatest(7, length(more::jsonb->>'imdbId')), '0'),
    'tmdb', more::jsonb->>'tmdbId'
  ))
))::text
WHERE more::jsonb->>'imdbId' IS NOT NULL OR more::jsonb->>'tmdbId' IS NOT NULL;
