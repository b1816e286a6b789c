-- How many batches of edits made the file what it is.
ALTER TABLE map ADD COLUMN revision bigint NOT NULL DEFAULT 0;

-- Every batch of edits, in the order in which it was applied: autosave, history and what other editors still miss.
CREATE TABLE map_edit (
  workspace integer NOT NULL,
  map text NOT NULL,
  revision bigint NOT NULL,
  -- made by the editor, so that a batch sent again after a broken connection is applied once
  batch text NOT NULL,
  client text NOT NULL,
  author text NOT NULL,
  at timestamptz NOT NULL,
  edits jsonb NOT NULL,
  undo jsonb NOT NULL,
  outcomes jsonb NOT NULL,
  PRIMARY KEY (workspace, map, revision),
  UNIQUE (workspace, map, batch)
);

-- The file at a moment that somebody gave a name; published = what reports and key figures are marked with.
CREATE TABLE map_version (
  workspace integer NOT NULL,
  map text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  is_published boolean NOT NULL,
  author text NOT NULL,
  at timestamptz NOT NULL,
  revision bigint NOT NULL,
  file text NOT NULL,
  PRIMARY KEY (workspace, map, version)
);
