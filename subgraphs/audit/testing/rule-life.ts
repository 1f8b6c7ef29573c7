import pg from 'pg';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import type { CaseConclusion } from '../run/evaluate-case.ts';
import { AuditStore } from '../store/audit-store.ts';
import type { RunRequest } from '../store/run-store.ts';
import type { ActingOfficial } from '../store/saved-audit-store.ts';
import { compiledAudit, testGraph } from './audit-fixtures.ts';

const compiled = compiledAudit('barred-vehicle', testGraph());
const [rule] = compiled.rules;

/** An auditor's audit of one rule, to be shared, run, sampled, judged and released. */
export const AUDIT: AuditDefinition = {
  ...compiled.definition,
  name: 'own',
  owner: 'auditor',
  parameters: [{ name: 'mildest', type: 'Int', default: 2 }],
};
export const RULE = { audit: 'own', ruleId: 'barred-vehicle.owned' };

export const AUTHOR: ActingOfficial = { application: 'auditor', official: 'au-1' };
export const SECOND: ActingOfficial = { application: 'auditor', official: 'au-2' };
export const THIRD: ActingOfficial = { application: 'auditor', official: 'au-3' };

export interface Item {
  readonly item_id: string;
  readonly kind: string;
  readonly case_number: string;
}

/** A database of the test's own. */
export interface LifeDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  drop(): Promise<void>;
}

/** The state of audits in a database of the test's own, and what officials do with it. */
export interface RuleLife {
  readonly pool: pg.Pool;
  readonly store: AuditStore;
  save(definition: AuditDefinition, official: string | null): Promise<number>;
  /** A run that saw so many cases and flagged the first few, one page of ten cases after the other. */
  runOf(
    population: number,
    flagged: readonly number[],
    value?: string,
    over?: Partial<Pick<RunRequest, 'asOf' | 'listId' | 'parameters'>>,
    name?: string,
  ): Promise<string>;
  itemsOf(sampleId: string): Promise<readonly Item[]>;
  /** Says the same of every finding, and of every control that it is none. */
  judge(
    sampleId: string,
    items: readonly Item[],
    acting: ActingOfficial,
    ofFindings?: 'CONFIRMED' | 'NOT_CONFIRMED',
  ): Promise<void>;
  close(): Promise<void>;
}

/** @param database an empty one, which goes with it */
export async function openRuleLife(database: LifeDatabase): Promise<RuleLife> {
  const { host, port, user, password } = database;
  const pool = new pg.Pool({ host, port, user, password, database: database.database, max: 4 });
  const store = new AuditStore(pool);
  await pool.query('CREATE SCHEMA audit');
  await store.applySchema();
  return {
    pool,
    store,
    save: (definition, official) =>
      store.savedAudits.save({ definition, origin: 'author', official, estimatedCost: 1 }),
    runOf: async (population, flagged, value = 'PRIVATE', over = {}, name = 'own') => {
      const runId = await queued(store, name, over);
      await keepPages(store, runId, population, (at) => (flagged.includes(at) ? [finding(at, value)] : []));
      return runId;
    },
    itemsOf: async (sampleId) => {
      const { rows } = await pool.query<Item>(
        'SELECT item_id, kind, case_number FROM audit.served_sample_item WHERE sample_id = $1 ORDER BY position',
        [sampleId],
      );
      return rows;
    },
    judge: (sampleId, items, acting, ofFindings = 'CONFIRMED') => {
      const judgements = items.map(({ item_id, kind }) => ({
        itemId: item_id,
        verdict: kind === 'FINDING' ? ofFindings : ('NOT_CONFIRMED' as const),
        reason: 'seen',
      }));
      return store.samples.judge(sampleId, judgements, acting);
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

async function queued(
  store: AuditStore,
  name: string,
  over: Partial<Pick<RunRequest, 'asOf' | 'listId' | 'parameters'>>,
): Promise<string> {
  const saved = await store.savedAudits.runnable(name, AUTHOR);
  if (saved === null) throw new Error(`\`${name}\` is no audit of the author`);
  const created = await store.runs.create([
    {
      definition: saved.definition,
      auditVersion: saved.version,
      mode: 'CASES',
      asOf: null,
      listId: null,
      requestedBy: AUTHOR.application,
      official: AUTHOR.official,
      parentExchange: 'x',
      policyVersion: 'v',
      parameters: new Map<string, ParameterValue>([
        ['asOf', dayInChina(new Date())],
        ['mildest', 2],
      ]),
      slot: null,
      ...over,
    },
  ]);
  const [runId] = created?.runIds ?? [];
  if (runId === undefined) throw new Error('a run without a slot is always queued');
  return runId;
}

async function keepPages(
  store: AuditStore,
  runId: string,
  population: number,
  conclusionsOf: (at: number) => readonly CaseConclusion[],
): Promise<void> {
  await store.runs.takeUp(runId);
  const run = await store.runs.run(runId);
  if (run === null) throw new Error('a run that was queued is there');
  const pages = Math.ceil(population / 10);
  for (let index = 0; index < pages; index += 1) {
    const members = Array.from({ length: 10 }, (_, at) => index * 10 + at).filter((at) => at < population);
    const isKept = await store.runs.keepPage(run, {
      index,
      nextCursor: index === pages - 1 ? null : String(index + 1),
      cases: members.map(caseOf),
      conclusions: members.flatMap(conclusionsOf),
      exchangeId: 'e',
      fetchedAt: new Date('2026-11-01T00:00:00Z'),
    });
    if (!isKept) throw new Error('a page of a run that nobody else has is kept');
  }
}

export function caseOf(
  index: number,
): Pick<CaseConclusion, 'caseKind' | 'caseKey' | 'caseNumber' | 'householdNumber' | 'division'> {
  const caseNumber = `C${String(index).padStart(4, '0')}`;
  return {
    caseKind: 'AssistanceFamily',
    caseKey: caseNumber,
    caseNumber,
    householdNumber: null,
    division: '230102',
  };
}

function finding(index: number, value: string): CaseConclusion {
  if (rule === undefined) throw new Error('the audit has a rule');
  const item = {
    path: 'vehicle.use',
    agency: 'vehicles',
    dataset: '8',
    typeName: 'Vehicle',
    fieldName: 'use',
    recordKey: `V${index}`,
    value,
    asOf: '2026-10-01T00:00:00Z',
    matchTier: 'A',
  } as const;
  return {
    ...caseOf(index),
    rule,
    outcome: 'YES',
    missing: null,
    personKey: `RID:23990119800101${String(index).padStart(4, '0')}`,
    matchTier: 'A',
    evidenceKey: `vehicle=V${index}`,
    evidence: [item],
  };
}
