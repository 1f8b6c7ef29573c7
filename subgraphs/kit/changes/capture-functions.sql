-- What capture may ask of a source's log, made by the source's superuser; safe to repeat. WHY functions: a role with
-- REPLICATION can copy the whole server's files, those of every other database too. These reach the slots of this database.
CREATE SCHEMA IF NOT EXISTS sluice_capture;

CREATE OR REPLACE FUNCTION sluice_capture.create_slot(slot name) RETURNS pg_lsn
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT lsn FROM pg_create_logical_replication_slot(slot, 'pgoutput')
$$;

CREATE OR REPLACE FUNCTION sluice_capture.copy_slot(slot name, as_slot name) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_copy_logical_replication_slot(slot_name, as_slot) FROM pg_replication_slots
  WHERE slot_name = slot AND database = current_database()
$$;

CREATE OR REPLACE FUNCTION sluice_capture.drop_slot(slot name) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
  WHERE slot_name = slot AND database = current_database()
$$;

-- Messages of the changes that the slot holds, whole transactions, at least so many where there are.
CREATE OR REPLACE FUNCTION sluice_capture.peek(slot name, publication text, at_least integer) RETURNS SETOF bytea
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT data FROM pg_logical_slot_peek_binary_changes(
    slot, NULL, at_least, 'proto_version', '1', 'publication_names', publication)
$$;

-- Changes before this place are not needed any more. A slot does not go back.
CREATE OR REPLACE FUNCTION sluice_capture.confirm(slot name, up_to pg_lsn) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_replication_slot_advance(slot_name, up_to) FROM pg_replication_slots
  WHERE slot_name = slot AND database = current_database() AND confirmed_flush_lsn < up_to
$$;

-- Writes into the log which transactions are under way, as the server does by itself every fifteen seconds: decoding
-- begins at the last such place that a slot has confirmed. A server before PostgreSQL 16 can not be told to.
CREATE OR REPLACE FUNCTION sluice_capture.mark() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF to_regprocedure('pg_log_standby_snapshot()') IS NOT NULL THEN
    EXECUTE 'SELECT pg_log_standby_snapshot()';
  END IF;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sluice_capture FROM PUBLIC;
