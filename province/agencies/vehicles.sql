-- vehicles: the tables of its source database, as the agency keeps them. Loaded first, indexed after (see load-province).
-- person_key is the canonical id (`RID:239901…`), null where the number as recorded (id_kind, id_number) is unsound.

-- Dataset 8: vehicle_kind CAR|SUV|VAN|TRUCK|BUS|MOTORCYCLE|MOBILITY_SCOOTER|TRICYCLE; use PRIVATE|FREIGHT|TAXI|SOLE_LIVELIHOOD|COACH; status NORMAL|SCRAPPED|TRANSFERRED|STOLEN; value_class A (over 300k yuan) to E (under 20k).
CREATE TABLE vehicle (
  record_id bigint PRIMARY KEY,
  valid_from date NOT NULL,
  valid_to date,
  recorded_from timestamptz NOT NULL,
  recorded_to timestamptz,
  quality_flag text,
  plate_type text NOT NULL,
  plate text NOT NULL,
  owner_person_key text,
  owner_id_kind text,
  owner_id_number text,
  owner_name text,
  vehicle_kind text NOT NULL,
  use text NOT NULL,
  status text NOT NULL,
  brand text,
  first_registered_on date NOT NULL,
  displacement_ml int,
  value_class text,
  division text NOT NULL
);
CREATE INDEX ON vehicle (plate_type, plate);
CREATE INDEX ON vehicle (owner_person_key);
