import { SluiceError } from '../../errors/sluice-error.ts';
import type { HubDatabase } from '../hub-database.ts';
import { openHubPool } from '../open-hub-pool.ts';
import type { TagSet, TagSetName } from './tag-set.ts';

/** Keeps the sets of tags that entries of the ledger name. */
export interface TagStore {
  /**
   * Resolves when the set is on disk; one that is kept already is kept once.
   * @throws SluiceError LEDGER_UNAVAILABLE: then no entry may name it
   */
  keep(set: TagSet): Promise<TagSetName>;
  close(): Promise<void>;
}

/** From so many bytes on it is asked first whether the set is there: runs of one audit read of nearly the same people. */
const LARGE_BYTES = 65_536;
/** Two million tags are 64 MB. */
const STATEMENT_MS = 60_000;

/** Opens the sets in schema `ledger` of a database that `ledger-schema.sql` was applied to. */
export function createTagStore(database: HubDatabase): TagStore {
  const pool = openHubPool(database, {
    name: 'sluice-ledger-tags',
    connections: 2,
    connectMs: 3_000,
    statementMs: STATEMENT_MS,
  });
  // WHY a set that is seen is on disk whole: it comes into sight when its transaction has ended, which waits for that.
  const isKept = async (commitment: Buffer): Promise<boolean> => {
    const { rowCount } = await pool.query({
      name: 'ledger-is-kept',
      text: 'SELECT 1 FROM ledger.tag_set WHERE commitment = $1 AND part = 0',
      values: [commitment],
    });
    return rowCount === 1;
  };
  return {
    async keep({ name, tags }) {
      const commitment = Buffer.from(name.commitment, 'hex');
      try {
        if (tags.length < LARGE_BYTES || !(await isKept(commitment)))
          await pool.query({
            name: 'ledger-keep-tags',
            text: 'SELECT ledger.keep_tags($1, $2)',
            values: [commitment, tags],
          });
      } catch (cause) {
        throw new SluiceError('LEDGER_UNAVAILABLE', {}, { cause });
      }
      return name;
    },
    close: () => pool.end(),
  };
}
