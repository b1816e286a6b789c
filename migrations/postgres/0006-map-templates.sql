-- A workspace's own maps that new maps begin from, beside the templates that come with the product.
CREATE TABLE map_template (
  workspace integer NOT NULL,
  id text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  file text NOT NULL,
  saved_by text NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, id)
);
