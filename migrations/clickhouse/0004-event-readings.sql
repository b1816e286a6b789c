-- What conditions and numbers of maps said about single events, kept because events never change: one row per event that
-- a reading (see Postgres `map_reading`) matches. A range written twice after a crash is the same rows: FINAL where they count.
CREATE TABLE IF NOT EXISTS event_readings (
  workspace UInt32,
  reading UInt64,
  at Int64 CODEC(DoubleDelta, LZ4),              -- ms since 1970
  seq UInt64 CODEC(Delta(8), LZ4),
  number Nullable(Float64)                       -- at the reading's path; NULL = none there, or the reading has no path
) ENGINE = ReplacingMergeTree
ORDER BY (workspace, reading, at, seq)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
