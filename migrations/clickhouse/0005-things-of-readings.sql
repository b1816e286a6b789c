-- The order or session of an event, where a reading asks for one: as sipHash128 of its name; zero = it has none.
ALTER TABLE event_readings ADD COLUMN IF NOT EXISTS thing FixedString(16);
