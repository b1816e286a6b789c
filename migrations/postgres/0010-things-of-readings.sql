-- Column of `events` that names an order or session; empty = the reading asks for none.
ALTER TABLE map_reading ADD COLUMN thing text NOT NULL DEFAULT '';
