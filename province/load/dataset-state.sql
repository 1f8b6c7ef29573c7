-- Every agency's database: what its relations are good for. One row says that `relation` holds every record of `division`
-- (GB/T 2260; its trailing zero pairs mean everything below) that came about before `complete_to`.
CREATE TABLE IF NOT EXISTS dataset_state (
  relation text NOT NULL,
  division text NOT NULL,
  complete_to timestamptz NOT NULL,
  PRIMARY KEY (relation, division)
);
