CREATE FUNCTION key_name_parts(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array(SELECT DISTINCT substr(lower(name), place, length) FROM generate_series(1, char_length(name)) AS place, generate_series(1, 2) AS length)
$$;
