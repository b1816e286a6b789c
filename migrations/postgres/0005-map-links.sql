-- Links that show one map to people without an account.
CREATE TABLE map_link (
  -- what one calls it to end it; tells nothing of the token
  id text PRIMARY KEY,
  workspace integer NOT NULL,
  map text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  author text NOT NULL,
  created_at timestamptz NOT NULL,
  -- null = until it is ended
  expires_at timestamptz,
  ended_at timestamptz,
  password_hash text,
  may_embed boolean NOT NULL,
  -- days of its numbers; null = always the last 30 with data
  period jsonb,
  -- file and numbers as they were; null = live
  frozen jsonb
);
CREATE INDEX map_link_of_map ON map_link (workspace, map);
