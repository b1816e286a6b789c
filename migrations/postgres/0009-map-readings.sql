-- Conditions on properties and numbers of properties that stored maps ask for; ClickHouse `event_readings` holds what
-- they say about each event up to a place of the log.
CREATE TABLE map_reading (
  workspace integer NOT NULL,
  -- an unsigned 64-bit number: of code, condition and field
  reading text NOT NULL,
  code integer NOT NULL,
  -- empty = every event of the name
  condition text NOT NULL,
  -- path of a number; empty = none
  field text NOT NULL,
  -- null = not read yet
  through_seq bigint,
  PRIMARY KEY (workspace, reading)
);
