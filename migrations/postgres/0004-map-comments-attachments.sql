-- What people say about a cell of a map. Ids are made by the browser, so that one sent twice counts once.
CREATE TABLE map_comment (
  workspace integer NOT NULL,
  map text NOT NULL,
  id text NOT NULL,
  -- id of the comment that began the talk; its own where it is that one
  thread text NOT NULL,
  -- step or stage and lane, `pay/thoughts`; empty = the map as a whole
  cell text NOT NULL,
  author text NOT NULL,
  at timestamptz NOT NULL,
  text text NOT NULL,
  mentions text[] NOT NULL,
  -- of the first comment of a thread
  resolved_at timestamptz,
  resolved_by text,
  PRIMARY KEY (workspace, map, id)
);
CREATE INDEX map_comment_mentions ON map_comment USING gin (mentions);

-- Pictures and files of maps, 10 MB each at most, in parts of 256 kB.
CREATE TABLE map_attachment (
  workspace integer NOT NULL,
  id text NOT NULL,
  map text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  size integer NOT NULL,
  author text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE TABLE map_attachment_part (
  workspace integer NOT NULL,
  attachment text NOT NULL,
  part integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (workspace, attachment, part),
  FOREIGN KEY (workspace, attachment) REFERENCES map_attachment (workspace, id) ON DELETE CASCADE
);
