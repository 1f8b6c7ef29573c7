import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { definitionHash, ruleHash } from '../definition/definition-hash.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { ownerKeysOf, type Viewer } from './viewer.ts';

export interface SavedVersion {
  readonly version: number;
  readonly definition: AuditDefinition;
  /** What the definition hashed to when it was saved. */
  readonly definitionHash: string;
}

/** Where a definition comes from: the hub's own folder of audits, or an application through `saveAudit`. */
export type AuditOrigin = 'shipped' | 'author';

export interface SaveRequest {
  readonly definition: AuditDefinition;
  readonly origin: AuditOrigin;
  /** Through whom the author saves it. */
  readonly official: string | null;
  /** How many records a case is reckoned to need. */
  readonly estimatedCost: number;
}

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
   * @throws SluiceError AUDIT_INVALID where another owner has an audit of this name, or a rule has a new text under a
   * version that it had before
   */
  async save(request: SaveRequest): Promise<number> {
    const { definition, origin, official } = request;
    const hash = definitionHash(definition);
    const shipped = origin === 'shipped';
    if (!shipped && definition.owner === SHIPPED_OWNER)
      throw auditInvalid('owner', 'only an audit that ships has this owner');
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [definition.name]);
      const latest = await latestVersion(client, definition.name);
      // WHY: in here, under the lock: of two owners who save a new name at once, one is refused.
      const owned = ownerKeysOf({ application: definition.owner, official });
      if (!shipped && latest !== undefined && (latest.shipped || !owned.includes(latest.ownerKey)))
        throw auditInvalid('name', 'another owner has an audit of this name');
      // What was withdrawn is not saved again by saying the same: it needs a version that is shared anew.
      const isSame = latest?.hash === hash && latest.shipped === shipped && !latest.isWithdrawn;
      if (latest !== undefined && isSame) return latest.version;
      if (!shipped) await refuseChangedRules(client, definition);
      const version = (latest?.version ?? 0) + 1;
      await insertVersion(client, request, version, hash);
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

  /** The version that a viewer may run: of its own audit the latest, else the latest that is shared; null for none. */
  async runnable(name: string, viewer: Viewer): Promise<SavedVersion | null> {
    const { rows } = await this.pool.query<SavedVersion>(
      `SELECT version, definition, definition_hash AS "definitionHash" FROM audit.version_state
       WHERE name = $1 AND (sharing = 'SHARED' OR owner_key = ANY($2)) ORDER BY version DESC LIMIT 1`,
      [name, ownerKeysOf(viewer)],
    );
    return rows[0] ?? null;
  }

  /** Whether a viewer may run this very version: its own, or one that is shared. */
  async mayRun(name: string, version: number, viewer: Viewer): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `SELECT FROM audit.version_state
       WHERE name = $1 AND version = $2 AND (sharing = 'SHARED' OR owner_key = ANY($3))`,
      [name, version, ownerKeysOf(viewer)],
    );
    return rowCount === 1;
  }

  /**
   * The owner proposes the latest version for the use of all auditors.
   * @throws SluiceError AUDIT_UNKNOWN, also where it is another's; AUDIT_STATE_CONFLICT where it is proposed or shared
   */
  async propose(name: string, { application, official }: ActingOfficial): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const state = await latestState(client, name);
      if (state === undefined || !ownerKeysOf({ application, official }).includes(state.ownerKey))
        throw new SluiceError('AUDIT_UNKNOWN');
      if (state.sharing !== 'PRIVATE')
        throw new SluiceError('AUDIT_STATE_CONFLICT', { state: state.sharing });
      await insertStep(client, name, state.version, 'PROPOSED', { application, official });
    });
  }

  /**
   * Another official approves what the owner proposed.
   * @param hash of the definition that was read: nothing else is approved
   * @throws SluiceError AUDIT_UNKNOWN; AUDIT_STATE_CONFLICT where the latest version is not proposed or is
   * another; AUDIT_FOUR_EYES
   * for the official who saved or proposed it
   */
  async approve(name: string, hash: string, acting: ActingOfficial): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const state = await latestState(client, name);
      if (state === undefined) throw new SluiceError('AUDIT_UNKNOWN');
      if (state.sharing !== 'PROPOSED' || state.hash !== hash) {
        // Of a draft, only its owner knows that it is there.
        if (['PRIVATE', 'WITHDRAWN'].includes(state.sharing) && !ownerKeysOf(acting).includes(state.ownerKey))
          throw new SluiceError('AUDIT_UNKNOWN');
        throw new SluiceError('AUDIT_STATE_CONFLICT', {
          state: state.sharing,
          ...(state.sharing === 'PROPOSED' ? { reason: 'the hash is not that of the proposed text' } : {}),
        });
      }
      if ([state.proposedBy, state.ownerOfficial].includes(acting.official))
        throw new SluiceError('AUDIT_FOUR_EYES');
      await insertStep(client, name, state.version, 'APPROVED', acting);
    });
  }

  /**
   * Takes an audit back from the use of all auditors, at once and in every version: others can neither run it nor see what
   * it found, their schedules and standing runs of it are refused, and its rules are in their shadow again. Like a rule,
   * it is stopped by any official who may run it.
   * @throws SluiceError AUDIT_UNKNOWN; AUDIT_STATE_CONFLICT where it ships, or nothing of it is shared or proposed
   */
  async withdraw(name: string, reason: string, acting: ActingOfficial): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const state = await latestState(client, name);
      const { rows } = await client.query<{ readonly isOpen: boolean }>(
        `SELECT bool_or(sharing IN ('PROPOSED', 'SHARED')) AS "isOpen" FROM audit.version_state WHERE name = $1`,
        [name],
      );
      const isOpen = rows[0]?.isOpen === true;
      if (state === undefined || !(isOpen || ownerKeysOf(acting).includes(state.ownerKey)))
        throw new SluiceError('AUDIT_UNKNOWN');
      if (state.shipped) throw new SluiceError('AUDIT_STATE_CONFLICT', { state: 'SHIPPED' });
      if (!isOpen) throw new SluiceError('AUDIT_STATE_CONFLICT', { state: state.sharing });
      await client.query(WITHDRAW, [name, acting.application, acting.official, reason]);
    });
  }
}

/** SQL: withdraws every shared version of $1, and puts its live rules back into their shadow. */
const WITHDRAW = `
WITH withdrawn AS (
  INSERT INTO audit.sharing_step (audit_name, audit_version, step, application, official)
  SELECT name, version, 'WITHDRAWN', $2, $3 FROM audit.version_state
  WHERE name = $1 AND sharing IN ('PROPOSED', 'SHARED')
  RETURNING audit_name, audit_version
)
INSERT INTO audit.rule_stage (audit_name, rule_id, rule_version, rule_hash, stage, reason, decided_by, official)
SELECT DISTINCT audit_name, rule_id, rule_version, rule_hash, 'SHADOW', $4, $2, $3
FROM withdrawn JOIN audit.saved_rule USING (audit_name, audit_version)
WHERE audit.stage_of(audit_name, rule_id, rule_hash) = 'LIVE'`;

/** An official, through an application. */
export interface ActingOfficial extends Viewer {
  readonly official: string;
}

interface LatestVersion {
  readonly version: number;
  readonly hash: string;
  readonly ownerKey: string;
  readonly shipped: boolean;
  readonly isWithdrawn: boolean;
}

async function latestVersion(client: pg.ClientBase, name: string): Promise<LatestVersion | undefined> {
  const { rows } = await client.query<LatestVersion>(
    `SELECT version, definition_hash AS hash, owner_key AS "ownerKey", shipped, sharing = 'WITHDRAWN' AS "isWithdrawn"
     FROM audit.version_state
     WHERE name = $1 ORDER BY version DESC LIMIT 1`,
    [name],
  );
  return rows[0];
}

interface VersionState {
  readonly version: number;
  readonly hash: string;
  readonly ownerKey: string;
  readonly ownerOfficial: string | null;
  readonly sharing: 'PRIVATE' | 'PROPOSED' | 'SHARED' | 'WITHDRAWN';
  readonly shipped: boolean;
  readonly proposedBy: string | null;
}

/** The latest version, held against other steps and versions until the transaction ends. */
async function latestState(client: pg.ClientBase, name: string): Promise<VersionState | undefined> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  const { rows } = await client.query<VersionState>(
    `SELECT version, definition_hash AS hash, owner_key AS "ownerKey", owner_official AS "ownerOfficial", sharing, shipped, proposed_by AS "proposedBy"
     FROM audit.version_state WHERE name = $1 ORDER BY version DESC LIMIT 1`,
    [name],
  );
  return rows[0];
}

async function insertStep(
  client: pg.ClientBase,
  name: string,
  version: number,
  step: 'PROPOSED' | 'APPROVED' | 'WITHDRAWN',
  { application, official }: ActingOfficial,
): Promise<void> {
  await client.query(
    `INSERT INTO audit.sharing_step (audit_name, audit_version, step, application, official)
     VALUES ($1, $2, $3, $4, $5)`,
    [name, version, step, application, official],
  );
}

/** What a finding says of its rule is id and version: one version has one text. */
async function refuseChangedRules(client: pg.ClientBase, definition: AuditDefinition): Promise<void> {
  const { rows } = await client.query<{ id: string; version: number; hash: string }>(
    `SELECT DISTINCT rule_id AS id, rule_version AS version, rule_hash AS hash FROM audit.saved_rule
     WHERE audit_name = $1`,
    [definition.name],
  );
  for (const rule of definition.rules) {
    const before = rows.filter(({ id, version }) => id === rule.id && version === rule.version);
    if (before.length > 0 && !before.some(({ hash }) => hash === ruleHash(definition, rule)))
      throw auditInvalid(
        `rule ${rule.id}`,
        `version ${rule.version} was saved with another text or operation; give it a new version`,
      );
  }
}

async function insertVersion(
  client: pg.ClientBase,
  { definition, origin, official, estimatedCost }: SaveRequest,
  version: number,
  hash: string,
): Promise<void> {
  await client.query(
    `INSERT INTO audit.saved_audit_version
       (name, version, definition, definition_hash, shipped, owner_official, estimated_cost)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      definition.name,
      version,
      JSON.stringify(definition),
      hash,
      origin === 'shipped',
      official,
      estimatedCost,
    ],
  );
  await client.query(
    `INSERT INTO audit.saved_rule (audit_name, audit_version, rule_id, rule_version, rule_hash)
     SELECT $1, $2, id, version, hash FROM jsonb_to_recordset($3::jsonb) AS rule (id text, version int, hash text)`,
    [
      definition.name,
      version,
      JSON.stringify(
        definition.rules.map((rule) => ({
          id: rule.id,
          version: rule.version,
          hash: ruleHash(definition, rule),
        })),
      ),
    ],
  );
}
