-- The tables have a schema of their own, and no session's search path names it: triggers find their tables by the function's.
ALTER FUNCTION shown_added() SET search_path FROM CURRENT;
ALTER FUNCTION shown_told() SET search_path FROM CURRENT;
ALTER FUNCTION shown_counted() SET search_path FROM CURRENT;
ALTER FUNCTION shown_removed() SET search_path FROM CURRENT;

-- Orleans' statements are the server's: its provider looks for them in the search path.
DROP TABLE OrleansQuery;
