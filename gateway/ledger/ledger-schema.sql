-- The ledger: append-only and chained. Applied by the owner of the hub database before the first gateway starts; safe
-- to repeat. Gateways log in as hub_ledger_writer, which may call ledger.append and read, and nothing else.
CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE IF NOT EXISTS ledger.entry (
  entry_index bigint PRIMARY KEY CHECK (entry_index >= 0),
  exchange_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('exchange', 'intent', 'outcome')),
  -- The canonical JSON exactly as hashed: text, because jsonb would not give the same bytes back.
  entry text NOT NULL,
  chain_hash bytea NOT NULL UNIQUE,
  UNIQUE (exchange_id, kind)
);

-- One signature per batch over the chain so far: whoever rewrites entries can not sign the new chain.
CREATE TABLE IF NOT EXISTS ledger.checkpoint (
  entry_index bigint PRIMARY KEY REFERENCES ledger.entry,
  chain_hash bytea NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL
);

CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- The people (or keys) of entries that are about too many to name each: an entry names its set by what it hashes to. A
-- set is as large as its tags (32 bytes each), in parts of 1 MiB, so that one person is found in it by reading one.
CREATE TABLE IF NOT EXISTS ledger.tag_set (
  commitment bytea NOT NULL CHECK (octet_length(commitment) = 32),
  part integer NOT NULL CHECK (part >= 0),
  -- Of the part; null in the empty set.
  first_tag bytea,
  tags bytea NOT NULL CHECK (octet_length(tags) % 32 = 0 AND octet_length(tags) <= 1048576),
  PRIMARY KEY (commitment, part)
);
-- Tags are as good as random: nothing is gained by trying to compress them.
ALTER TABLE ledger.tag_set ALTER COLUMN tags SET STORAGE EXTERNAL;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.tag_set
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Keeps a set of tags, all parts or none. It is hashed here once more: what stands under a name is what it names.
CREATE OR REPLACE FUNCTION ledger.keep_tags(named bytea, tags bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    RAISE EXCEPTION 'the ledger is written with synchronous_commit on';
  END IF;
  IF sha256(tags) IS DISTINCT FROM named THEN
    RAISE EXCEPTION 'the tags do not hash to the name of their set';
  END IF;
  INSERT INTO ledger.tag_set (commitment, part, first_tag, tags)
    SELECT named, part, nullif(substring(tags FROM part * 1048576 + 1 FOR 32), ''::bytea),
           substring(tags FROM part * 1048576 + 1 FOR 1048576)
      FROM generate_series(0, greatest(octet_length(tags) - 1, 0) / 1048576) AS part
    ON CONFLICT DO NOTHING;
END $$;

-- Appends a batch behind the named tip and returns the tip. Where the chain has grown meanwhile (another gateway),
-- nothing is appended and the tip comes back, for the caller to chain behind. The hashes are computed here once more:
-- a gateway that chains wrongly is refused rather than believed.
CREATE OR REPLACE FUNCTION ledger.append(
  previous_index bigint,
  previous_hash bytea,
  exchange_ids text[],
  kinds text[],
  entries text[],
  last_chain_hash bytea,
  checkpoint_key_id text,
  checkpoint_signature bytea
) RETURNS TABLE (appended boolean, tip_index bigint, tip_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    RAISE EXCEPTION 'the ledger is written with synchronous_commit on';
  END IF;
  -- Not an advisory lock: anybody connected to this database could hold one, and so every gateway.
  LOCK TABLE ledger.entry IN SHARE ROW EXCLUSIVE MODE;
  SELECT e.entry_index, e.chain_hash INTO tip_index, tip_hash
    FROM ledger.entry e ORDER BY e.entry_index DESC LIMIT 1;
  IF tip_index IS NULL THEN
    tip_index := -1;
    tip_hash := decode(repeat('00', 32), 'hex');
  END IF;
  appended := tip_index = previous_index AND tip_hash = previous_hash AND cardinality(entries) > 0;
  IF appended THEN
    FOR i IN 1 .. cardinality(entries) LOOP
      -- What is in the chain can never be taken out of it again, so it must be an entry.
      IF entries[i]::json ->> 'exchangeId' IS DISTINCT FROM exchange_ids[i]
        OR entries[i]::json ->> 'kind' IS DISTINCT FROM kinds[i] THEN
        RAISE EXCEPTION 'the text is not the entry it is said to be';
      END IF;
      tip_index := tip_index + 1;
      tip_hash := sha256(tip_hash || sha256('\x00'::bytea || convert_to(entries[i], 'UTF8')));
      INSERT INTO ledger.entry (entry_index, exchange_id, kind, entry, chain_hash)
        VALUES (tip_index, exchange_ids[i], kinds[i], entries[i], tip_hash);
    END LOOP;
    IF tip_hash IS DISTINCT FROM last_chain_hash THEN
      RAISE EXCEPTION 'the batch does not chain to the hash that was signed';
    END IF;
    INSERT INTO ledger.checkpoint (entry_index, chain_hash, key_id, signature)
      VALUES (tip_index, tip_hash, checkpoint_key_id, checkpoint_signature);
  END IF;
  RETURN NEXT;
END $$;

-- Takes the lock that ledger.append takes, for a caller that prepares its batch inside the same transaction.
CREATE OR REPLACE FUNCTION ledger.lock_tip() RETURNS TABLE (tip_index bigint, tip_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE ledger.entry IN SHARE ROW EXCLUSIVE MODE;
  RETURN QUERY SELECT e.entry_index, e.chain_hash FROM ledger.entry e ORDER BY e.entry_index DESC LIMIT 1;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO hub_ledger_writer;
GRANT SELECT ON ledger.entry, ledger.checkpoint, ledger.tag_set TO hub_ledger_writer;
GRANT EXECUTE ON FUNCTION ledger.append, ledger.lock_tip, ledger.keep_tags TO hub_ledger_writer;
