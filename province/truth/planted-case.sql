-- province_truth: what was planted into the province, kept apart from the agencies. Nobody but reports reads it.

-- One planted case. exempt: it only looks like the kind, for the reason in exemption (a legal exemption or a near miss).
-- detail: what distinguishes the case (plate, credit_code, died_on, …), as the registers have it.
CREATE TABLE planted_case (
  case_id text PRIMARY KEY,
  kind text NOT NULL,
  exempt boolean NOT NULL,
  exemption text,
  person_key text,
  case_number text,
  household_number text,
  detail jsonb NOT NULL
);
CREATE INDEX ON planted_case (kind, exempt);

-- One row, written last: its absence says that the province was not loaded to the end.
CREATE TABLE province (
  residents bigint NOT NULL,
  seed bigint NOT NULL,
  rows bigint NOT NULL,
  today date NOT NULL
);
