-- The stages of people on a map, computed for one definition of its stages. Readers take the current one; a changed
-- definition is computed beside it and then takes its place.
CREATE TABLE map_stage_build (
  build integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace integer NOT NULL,
  map text NOT NULL,
  -- StagePlan (server/maps/stages/stage-plan.ts) as JSON text: equal texts are equal plans
  plan text NOT NULL,
  -- of BUILD_STEPS
  steps_done integer NOT NULL DEFAULT 0,
  is_current boolean NOT NULL DEFAULT false,
  started_at timestamptz NOT NULL
);
CREATE INDEX map_stage_build_map ON map_stage_build (workspace, map);
