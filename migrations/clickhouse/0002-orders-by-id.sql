-- The page of a person asks whether its orders were told twice: by their ids, in the whole log.
ALTER TABLE events ADD INDEX IF NOT EXISTS by_order order_id TYPE bloom_filter(0.001) GRANULARITY 1;
ALTER TABLE events MATERIALIZE INDEX by_order;
