import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import type { SourceRow } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import type { SubgraphWork } from '../kit/source-mapping.ts';
import type { SubgraphContext } from '../kit/subgraph-context.ts';
import type { ParameterValue } from './definition/audit-definition.ts';
import { readAuditSettings } from './audit-settings.ts';
import { readThresholds } from './definition/read-thresholds.ts';
import { readGraphCatalogue } from './operation/graph-catalogue.ts';
import { checkAuditShape, readAuditDocument } from './definition/read-audit-document.ts';
import { createAskHub } from './run/ask-hub.ts';
import { AuditEngine } from './run/audit-engine.ts';
import { AuditStore } from './store/audit-store.ts';

type Arguments = Readonly<Record<string, unknown>>;

const AUDITS = new URL('audits/', import.meta.url);
const PAGE_SIZE = 100;
const CONCURRENT_RUNS = 2;
/** About a minute in all: a hub that is restarting is waited for. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Starts the work of the audit subgraph: makes its tables, saves the audits that ship, goes on with runs that were
 * left behind, and answers the mutations.
 */
export async function startAudits(settings: unknown): Promise<SubgraphWork> {
  const { hubUrl, tokenFile, supergraphFile, database } = readAuditSettings(settings);
  const { passwordFile, ...connection } = database;
  const pool = new pg.Pool({ ...connection, password: readPassword(passwordFile), max: 4 });
  const store = new AuditStore(pool);
  const engine = new AuditEngine({
    store,
    graph: readGraphCatalogue(readFileSync(supergraphFile, 'utf8')),
    thresholds: readThresholds(new URL('thresholds/', AUDITS)),
    ask: createAskHub({ url: hubUrl, tokenFile }),
    concurrency: CONCURRENT_RUNS,
    pageSize: PAGE_SIZE,
    backoffMs: BACKOFF_MS,
    onStuck: (runId, error) =>
      process.stderr.write(
        `${JSON.stringify({ level: 'error', event: 'AuditRunStuck', runId, error: nameOf(error) })}\n`,
      ),
  });
  await store.applySchema();
  await saveShippedAudits(engine);
  await engine.resume();
  return {
    mutations: mutationsOf(engine, store),
    stop: async () => {
      await engine.stop();
      await store.close();
    },
  };
}

/**
 * The audits of folder `audits`. One that does not fit the graph stops the start, for it would never run; so does one
 * whose name somebody else has, for whoever asks for that name would be run the wrong one.
 */
async function saveShippedAudits(engine: AuditEngine): Promise<void> {
  for (const file of readdirSync(AUDITS).sort()) {
    if (file.endsWith('.yaml'))
      await engine.save(readAuditDocument(readFileSync(new URL(file, AUDITS), 'utf8')), 'shipped');
  }
}

function mutationsOf(engine: AuditEngine, store: AuditStore): SubgraphWork['mutations'] {
  return {
    runAudit: async (args, context) => {
      const runId = await engine.start(textOf(args['name']), givenValues(args['parameters']), {
        application: context.grant.subject.application,
        official: context.grant.subject.official,
        exchangeId: context.exchangeId,
        policyVersion: context.grant.policyVersion,
      });
      return store.servedRow('audit.audit_run', 'run_id', runId);
    },
    cancelAuditRun: async (args, context) => {
      const runId = textOf(args['runId']);
      await engine.cancel(runId, context.grant.subject.application);
      return store.servedRow('audit.audit_run', 'run_id', runId);
    },
    saveAudit: async (args, context): Promise<SourceRow | null> => {
      const definition = checkAuditShape(definitionOf(args['input'], context));
      await engine.save(definition, 'author', context.grant.subject.official);
      return store.servedRow('audit.saved_audit', 'name', definition.name);
    },
  };
}

/** An author's input as a definition: absent lists left out, defaults parsed, the owner being who saves. */
function definitionOf(input: unknown, context: SubgraphContext): unknown {
  const { parameters, rules, ...rest } = input as Arguments & {
    readonly parameters?: readonly Arguments[] | null;
    readonly rules: readonly Arguments[];
  };
  return {
    ...rest,
    owner: context.grant.subject.application,
    parameters: (parameters ?? []).map(({ defaultValue, ...parameter }) => ({
      ...parameter,
      default: parseValue(textOf(parameter['name']), defaultValue),
    })),
    rules: rules.map(({ maxAgeHours, ...rule }) => ({
      ...withoutNulls(rule),
      maxAgeHours: Object.fromEntries(
        (maxAgeHours as readonly Arguments[]).map(({ type, hours }) => [textOf(type), hours]),
      ),
    })),
  };
}

/** What was left out takes the default of a definition. */
function withoutNulls(input: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
}

function givenValues(given: unknown): ReadonlyMap<string, ParameterValue> {
  return new Map(
    ((given ?? []) as readonly Arguments[]).map(({ name, value }) => [
      textOf(name),
      parseValue(textOf(name), value),
    ]),
  );
}

function parseValue(parameter: string, text: unknown): ParameterValue {
  try {
    const value: unknown = JSON.parse(textOf(text));
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
      return value as ParameterValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SluiceError('AUDIT_PARAMETER_INVALID', {
    parameter,
    reason: 'the value is not the JSON text of a scalar',
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
