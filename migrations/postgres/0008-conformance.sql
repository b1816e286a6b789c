-- How well reality followed a live map, day by day; a day is that of the map's time zone.
CREATE TABLE conformance_day (
  workspace integer NOT NULL,
  map text NOT NULL,
  day date NOT NULL,
  -- journeys that came to a touchpoint on the day; of those, laid beside the plan; of those, following it
  journeys bigint NOT NULL,
  journeys_read bigint NOT NULL,
  journeys_following bigint NOT NULL,
  alignment_fitness double precision,
  -- events of the day, of anyone, when it was measured: with other events it is measured again
  events bigint NOT NULL,
  measured_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, map, day)
);

-- Alerts and reminders about maps. One at most is open (not settled) of each kind on a map.
CREATE TABLE map_notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  map text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('drift', 'review')),
  -- 1: to the owner of the map, 2: to every owner of the workspace
  level integer NOT NULL,
  recipients text[] NOT NULL,
  day date NOT NULL,
  share double precision,
  low double precision,
  high double precision,
  raised_at timestamptz NOT NULL,
  settled_at timestamptz
);
CREATE UNIQUE INDEX map_notice_open ON map_notice (workspace, map, kind) WHERE settled_at IS NULL;
CREATE INDEX map_notice_about ON map_notice (workspace, map, kind, day);
