-- The stages of people on the maps that are live: what is true now. One row per person of a build (see Postgres
-- `map_stage_build`): when in which stage of which of their journeys, in order; arrays of equal length. The newest
-- version counts; empty arrays = was on the map, is not any more. Somebody who never was has no row.
CREATE TABLE IF NOT EXISTS person_stages (
  build UInt32,
  bucket UInt8,                                  -- person % 32
  person UInt64,
  journey Array(UInt32),                         -- from 1
  stage Array(UInt8),                            -- from 1, in the order of the build
  since Array(Int64) CODEC(Delta(8), LZ4),       -- ms since 1970
  until Array(Int64) CODEC(Delta(8), LZ4),       -- first ms not in the stage any more
  seq Array(UInt64) CODEC(Delta(8), LZ4),        -- the event that entered the stage
  digest UInt64,                                 -- of the arrays; 0 = empty
  version UInt64,
  INDEX by_version version TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
PARTITION BY build
ORDER BY (build, bucket, person) -- FINAL merges rows of one key across partitions too
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- The facts `Stage Entered`: what became known, once each, never rewritten. A late event or a merge may make one untrue
-- later: `person_stages` says what is true.
CREATE TABLE IF NOT EXISTS stage_entered (
  workspace UInt32,
  map String,
  seq UInt64,                                    -- the event that entered the stage
  stage String,
  person UInt64,                                 -- as known then; today's see `person_nodes`
  at DateTime64(3, 'UTC'),                       -- of the event
  known_at DateTime64(3, 'UTC'),
  is_backfill UInt8,                             -- 1 = found when the map's stages were computed, not as it happened
  version UInt64,                                -- grows: followers go by it
  INDEX by_version version TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
ORDER BY (workspace, map, seq, stage)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
