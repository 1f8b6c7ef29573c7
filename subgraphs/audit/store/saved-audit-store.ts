import type pg from 'pg';
import type { AuditDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { definitionHash } from '../definition/definition-hash.ts';
import { inTransaction } from './in-transaction.ts';

export interface SavedVersion {
  readonly version: number;
  readonly definition: AuditDefinition;
  /** What the definition hashed to when it was saved. */
  readonly definitionHash: string;
}

/** Where a definition comes from: the hub's own folder of audits, or an application through `saveAudit`. */
export type AuditOrigin = 'shipped' | 'author';

/** The owner that audits that ship name; no author may call itself so. */
const SHIPPED_OWNER = 'hub';

/** Saved audits, each a list of versions; nothing is overwritten. */
export class SavedAuditStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Saves a definition as a new version; one equal to the latest stays as it is. Answers with the version.
   * @param official through whom the author saves it
   * @throws SluiceError AUDIT_INVALID where another owner has an audit of this name
   */
  async save(
    definition: AuditDefinition,
    origin: AuditOrigin,
    official: string | null = null,
  ): Promise<number> {
    const hash = definitionHash(definition);
    const shipped = origin === 'shipped';
    if (!shipped && definition.owner === SHIPPED_OWNER)
      throw auditInvalid('owner', 'only an audit that ships has this owner');
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [definition.name]);
      const latest = await latestVersion(client, definition.name);
      // WHY: in here, under the lock: of two owners who save a new name at once, one is refused.
      if (!shipped && latest !== undefined && (latest.shipped || latest.owner !== definition.owner))
        throw auditInvalid('name', 'another owner has an audit of this name');
      if (latest?.hash === hash && latest.shipped === shipped) return latest.version;
      const version = (latest?.version ?? 0) + 1;
      await client.query(
        `INSERT INTO audit.saved_audit_version (name, version, definition, definition_hash, shipped, owner_official)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [definition.name, version, JSON.stringify(definition), hash, shipped, official],
      );
      return version;
    });
  }

  /** A version of an audit, the latest unless one is named; null where there is none. */
  async version(name: string, version: number | null = null): Promise<SavedVersion | null> {
    const { rows } = await this.pool.query<SavedVersion>(
      `SELECT version, definition, definition_hash AS "definitionHash" FROM audit.saved_audit_version
       WHERE name = $1 AND version = coalesce($2, version) ORDER BY version DESC LIMIT 1`,
      [name, version],
    );
    return rows[0] ?? null;
  }
}

interface LatestVersion {
  readonly version: number;
  readonly hash: string;
  readonly owner: string;
  readonly shipped: boolean;
}

async function latestVersion(client: pg.ClientBase, name: string): Promise<LatestVersion | undefined> {
  const { rows } = await client.query<LatestVersion>(
    `SELECT version, definition_hash AS hash, definition ->> 'owner' AS owner, shipped FROM audit.saved_audit_version
     WHERE name = $1 ORDER BY version DESC LIMIT 1`,
    [name],
  );
  return rows[0];
}
