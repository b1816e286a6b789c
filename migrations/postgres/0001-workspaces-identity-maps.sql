CREATE TABLE workspace (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  currency text NOT NULL DEFAULT 'EUR',
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE account_user (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL REFERENCES workspace,
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  role text NOT NULL DEFAULT 'owner',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE session (
  token_hash text PRIMARY KEY,
  account_user integer NOT NULL REFERENCES account_user ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- Write keys are public by nature (they stand in web pages) and kept readable; API keys are kept as hashes.
CREATE TABLE access_key (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL REFERENCES workspace,
  kind text NOT NULL CHECK (kind IN ('write', 'api')),
  name text NOT NULL,
  key text,
  key_hash text NOT NULL UNIQUE,
  last_four text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

-- Event names of a workspace and their 16-bit codes (from 1).
CREATE TABLE event_name (
  workspace integer NOT NULL,
  code integer NOT NULL CHECK (code BETWEEN 1 AND 65535),
  name text NOT NULL,
  PRIMARY KEY (workspace, code),
  UNIQUE (workspace, name)
);

-- Identifiers, each a node; person = smallest node of the people joined to it.
CREATE TABLE identifier (
  node bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  type text NOT NULL,
  value text NOT NULL,
  person bigint NOT NULL,
  source text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  changed bigint NOT NULL DEFAULT 0,
  UNIQUE (workspace, type, value)
);
CREATE INDEX identifier_person ON identifier (person);
CREATE INDEX identifier_changed ON identifier (changed) WHERE changed > 0;
CREATE INDEX identifier_value ON identifier (workspace, value text_pattern_ops);
CREATE SEQUENCE identity_change;

-- The identity log: append only. An edge says that two identifiers are one person; revoking undoes it, for good:
-- later events with the same pair do not join them again. node_a is the stronger identifier.
CREATE TABLE identity_edge (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  node_a bigint NOT NULL,
  node_b bigint NOT NULL,
  source text NOT NULL,
  message_id text NOT NULL,
  at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_because text,
  UNIQUE (node_a, node_b)
);
CREATE INDEX identity_edge_b ON identity_edge (node_b);

CREATE TABLE identity_refusal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  node bigint NOT NULL,
  other_node bigint NOT NULL,
  reason text NOT NULL,
  source text NOT NULL,
  message_id text NOT NULL,
  at timestamptz NOT NULL
);

-- Traits as learnt, by identifier; a person's profile is the newest value of each name over their identifiers.
CREATE TABLE trait (
  workspace integer NOT NULL,
  node bigint NOT NULL,
  name text NOT NULL,
  value jsonb NOT NULL,
  at timestamptz NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (node, name)
);

CREATE TABLE rejected_item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  at timestamptz NOT NULL,
  source text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rejected', 'conflict')),
  code text NOT NULL,
  message text NOT NULL,
  payload text NOT NULL
);
CREATE INDEX rejected_item_latest ON rejected_item (workspace, id DESC);

-- received = stored + duplicates + conflicts + rejected, always.
CREATE TABLE source_counter (
  workspace integer NOT NULL,
  source text NOT NULL,
  kind text NOT NULL,
  received bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  conflicts bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  last_received_at timestamptz,
  PRIMARY KEY (workspace, source)
);

-- How far each follower of the event log has come.
CREATE TABLE log_cursor (
  name text PRIMARY KEY,
  seq bigint NOT NULL
);

CREATE TABLE map (
  workspace integer NOT NULL,
  id text NOT NULL,
  file text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, id)
);
