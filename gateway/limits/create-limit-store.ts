import { SluiceError } from '../../errors/sluice-error.ts';
import type { ApplicationId, Limit, PurposeId } from '../../policies/vocabulary.ts';
import type { HubDatabase } from '../hub-database.ts';
import { openHubPool } from '../open-hub-pool.ts';

/** Whose limits: each application has its own under each purpose. */
export interface LimitHolder {
  readonly application: ApplicationId;
  readonly purpose: PurposeId;
}

/** Counts what applications are given today. One count for all gateways; the day is that of the database's clock. */
export interface LimitStore {
  /**
   * Counts one exchange under all of the limits (each rule once), or under none.
   * @throws SluiceError LIMIT_REACHED where one is used up, LIMIT_UNAVAILABLE where that can not be found out
   */
  reserve(holder: LimitHolder, limits: readonly Limit[]): Promise<void>;
  /**
   * Counts the data subjects of one exchange under all of the limits, or under none.
   * @throws SluiceError LIMIT_REACHED where they are more than one has left, LIMIT_UNAVAILABLE
   */
  addPeople(holder: LimitHolder, limits: readonly Limit[], people: number): Promise<void>;
  close(): Promise<void>;
}

interface ReachedRow {
  readonly reached_rule: string;
  readonly reached_kind: 'exchanges' | 'people';
}

/** Opens the counters in schema `limits` of a database that `limit-schema.sql` was applied to. */
export function createLimitStore(database: HubDatabase): LimitStore {
  const pool = openHubPool(database, {
    name: 'sluice-limits',
    connections: 8,
    connectMs: 3_000,
    statementMs: 3_000,
    // WHY not: the ledger's entry comes later in the same log of the same server, and flushes this with it. So whatever
    // was disclosed is counted durably. See ../decisions/2026-11-22-limits-are-counted-in-the-hub-database.md.
    isDurable: false,
  });

  async function count(name: string, text: string, values: readonly unknown[]): Promise<void> {
    const { rows } = await pool
      .query<ReachedRow>({ name, text, values: [...values] })
      .catch((cause: unknown) => {
        throw new SluiceError('LIMIT_UNAVAILABLE', {}, { cause });
      });
    const [reached] = rows;
    if (reached)
      throw new SluiceError('LIMIT_REACHED', { rule: reached.reached_rule, limit: reached.reached_kind });
  }

  return {
    reserve: ({ application, purpose }, limits) =>
      count('limits-reserve', 'SELECT reached_rule, reached_kind FROM limits.reserve($1, $2, $3, $4, $5)', [
        application,
        purpose,
        limits.map(({ rule }) => rule),
        limits.map(({ exchanges }) => exchanges),
        limits.map(({ people }) => people),
      ]),
    addPeople: ({ application, purpose }, limits, people) =>
      count('limits-people', 'SELECT reached_rule, reached_kind FROM limits.add_people($1, $2, $3, $4, $5)', [
        application,
        purpose,
        limits.map(({ rule }) => rule),
        limits.map(({ people: most }) => most),
        people,
      ]),
    close: () => pool.end(),
  };
}
