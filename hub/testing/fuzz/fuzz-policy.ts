import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { getNamedType } from 'graphql';
import { compilePolicies } from '../../../policies/compile-policy.ts';
import { readPolicies } from '../../../policies/language/read-policies.ts';
import type { PolicyDocument } from '../../../policies/language/policy-document.ts';
import {
  type FieldCoordinate,
  ROW_CONDITIONS,
  type RowCondition,
  type Use,
} from '../../../policies/vocabulary.ts';
import { withClient } from '../../postgres/with-client.ts';
import { changeHidden } from '../change-hidden.ts';
import { hiddenParts, type HiddenPart } from '../hidden-parts.ts';
import { chanceOf, type OperationDomain, randomOperation } from '../random-operation.ts';
import { type Aim, aimOf } from './aims.ts';
import { comparable, holdsCanary, isLegible, wasTooBusy } from './compare.ts';
import { defect, type DefectName, SOUND } from './defects.ts';
import type { FuzzProvince } from './fuzz-province.ts';
import { permissionsOf } from './permissions.ts';
import { randomPolicy } from './random-policy.ts';
import { reachOf } from './reach.ts';
import { type Asked, type Circumstances, openWorld, type World } from './world.ts';

export interface FuzzOptions {
  /** In all, over all policies. */
  readonly operations: number;
  readonly policies: number;
  readonly seed: number;
  /** What is wrong with both worlds' hubs; null for a hub as it is. */
  readonly defect: DefectName | null;
  /** Whether one leak is enough. */
  readonly stopsAtLeak: boolean;
  /** Only this policy, and of it only this operation, to look at again. */
  readonly only?: { readonly policy: number; readonly operation: number | null };
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface Leak {
  readonly kind: 'answers-differ' | 'canary' | 'cursor-legible' | 'cursor-opened-elsewhere';
  readonly policy: number;
  readonly operation: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the two worlds answered, cursors taken out. */
  readonly answers: readonly [unknown, unknown];
}

/** How much the answers said: a run that mostly asks refused or empty questions proves nothing. */
export interface Seen {
  answered: number;
  values: number;
  denied: number;
  uncovered: number;
  refused: number;
  pages: number;
  /** Values and records that were changed in the second world. */
  changed: number;
  /** Answers in which some field came masked. */
  masked: number;
  /** Answers for which something was read under a derivation. */
  derived: number;
  /** Answers in which some field was permitted by a rule under a condition on rows, by the condition. */
  readonly under: Record<RowCondition, number>;
}

export interface FuzzResult {
  readonly operations: number;
  readonly policies: number;
  readonly leaks: readonly Leak[];
  readonly seen: Seen;
}

const CONCURRENT = 4;
/** So many operations ask mostly for what is derived: by chance hardly any would. */
const DERIVED_EVERY = 6;
/** Each waits as long as a slow machine may need. */
const MOST_ATTEMPTS = 20;

/**
 * Non-interference under random policies: under each, two provinces that differ only in what the policy hides from the
 * caller give it the same answers, whatever it asks.
 */
export async function fuzzPolicy(province: FuzzProvince, options: FuzzOptions): Promise<FuzzResult> {
  const run = new Run(province, options);
  try {
    for (let policy = 0; policy < options.policies && !run.isDone(); policy++) await run.policy(policy);
  } finally {
    await run.close();
  }
  return run;
}

class Run implements FuzzResult {
  operations = 0;
  policies = 0;
  readonly leaks: Leak[] = [];
  readonly seen: Seen = {
    answered: 0,
    values: 0,
    denied: 0,
    uncovered: 0,
    refused: 0,
    pages: 0,
    changed: 0,
    masked: 0,
    derived: 0,
    under: { region: 0, organisation: 0, self: 0, case: 0, consent: 0 },
  };
  private readonly province: FuzzProvince;
  private readonly options: FuzzOptions;
  private worlds: readonly [World, World] | null = null;
  private rules: RandomRules = { derivations: new Set(), conditions: new Map() };

  constructor(province: FuzzProvince, options: FuzzOptions) {
    this.province = province;
    this.options = options;
  }

  isDone(): boolean {
    this.options.signal?.throwIfAborted();
    return this.options.stopsAtLeak && this.leaks.length > 0;
  }

  async policy(number: number): Promise<void> {
    const { only, seed, onProgress } = this.options;
    if (only !== undefined && only.policy !== number) return;
    const stage = stageOf(this.province, seed, number);
    const aim = this.options.defect && aimOf(this.options.defect, stage, this.province);
    if (this.options.defect !== null && aim === null) return;
    const copy = await this.province.copy();
    try {
      const changed = await withClient(copy, async (client) => {
        let sum = 0;
        for (const part of stage.hidden) sum += await changeHidden(client, part);
        return sum;
      });
      this.seen.changed += changed;
      const [one, two] = await this.open(aim);
      await one.turnTo(this.province.pristine, stage.circumstances);
      await two.turnTo(copy, stage.circumstances);
      this.policies += 1;
      this.rules = stage.rules;
      const domain = aim ? lookingAt(aim, stage.domain) : stage.domain;
      await this.ask([lookingAtDerived(stage, domain), domain], number);
      onProgress(
        `policy ${number}: ${changed} changed, ${this.operations} operations so far, ${this.leaks.length} leaks`,
      );
    } finally {
      if (this.options.defect !== null) await this.close();
      await copy.drop();
    }
  }

  async close(): Promise<void> {
    await Promise.all((this.worlds ?? []).map((world) => world.close()));
    this.worlds = null;
  }

  private async open(aim: Aim | null): Promise<readonly [World, World]> {
    const { server, keys, agencies, supergraph } = this.province;
    const name = this.options.defect;
    const planted = name && aim ? defect(name, aim.field) : SOUND;
    const parts = { server, keys, agencies, supergraph, defect: planted };
    this.worlds ??= await Promise.all([openWorld(parts), openWorld(parts)]);
    return this.worlds;
  }

  private async ask(
    [derived, usual]: readonly [OperationDomain, OperationDomain],
    policy: number,
  ): Promise<void> {
    const { operations, policies, only } = this.options;
    const last = Math.ceil(operations / policies);
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < last && !this.isDone()) {
        const operation = next++;
        if (only?.operation !== undefined && only.operation !== null && only.operation !== operation)
          continue;
        await this.askOne(operation % DERIVED_EVERY === 0 ? derived : usual, policy, operation);
        await setImmediate();
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
  }

  private async askOne(domain: OperationDomain, policy: number, operation: number): Promise<void> {
    const chance = chanceOf(this.options.seed * 1_000_003 + policy * 10_007 + operation);
    const { query, variables, paged } = randomOperation(domain, chance);
    this.operations += 1;
    const at = { policy, operation, query };
    const first = await this.askBoth({ ...at, variables }, [null, null]);
    const cursors = paged === null ? [] : first.map((asked) => endCursor(asked, paged));
    const [one, two] = cursors;
    if (typeof one !== 'string' || typeof two !== 'string') return;
    this.seen.pages += 1;
    await this.askBoth({ ...at, variables }, [one, two]);
    await this.tryElsewhere({ ...at, variables }, one);
  }

  private async askBoth(
    at: Pick<Leak, 'policy' | 'operation' | 'query' | 'variables'>,
    after: readonly [string | null, string | null],
  ): Promise<readonly [Asked, Asked]> {
    const worlds = this.worlds;
    if (worlds === null) throw new Error('no worlds are open');
    const askIn = (world: World, cursor: string | null) =>
      world.ask({
        query: at.query,
        variables: 'after' in at.variables ? { ...at.variables, after: cursor } : at.variables,
      });
    let answers: readonly [Asked, Asked];
    let attempts = 0;
    do {
      if (++attempts > MOST_ATTEMPTS) throw new Error('some agency of a world does not answer any more');
      answers = await Promise.all([askIn(worlds[0], after[0]), askIn(worlds[1], after[1])]);
    } while (answers.some(wasTooBusy));
    const [one, two] = answers.map((asked, index) => comparable(asked, worlds[index === 0 ? 0 : 1].cursors));
    const leak = (kind: Leak['kind']) => this.leaks.push({ kind, ...at, answers: [one, two] });
    if (!isDeepStrictEqual(one, two)) leak('answers-differ');
    if (holdsCanary(answers[1])) leak('canary');
    if (cursorsIn(answers[0], worlds[0]).some(isLegible)) leak('cursor-legible');
    this.count(answers[0]);
    return answers;
  }

  /** A cursor is good for its own list alone: the last one is tried in this list. */
  private lastCursor: string | null = null;
  private async tryElsewhere(at: Omit<Leak, 'kind' | 'answers'>, cursor: string): Promise<void> {
    const [world] = this.worlds ?? [];
    const other = this.lastCursor;
    this.lastCursor = cursor;
    if (other === null || world === undefined) return;
    const before = world.misopened();
    await world.ask({ query: at.query, variables: { ...at.variables, after: other } });
    if (world.misopened() > before)
      this.leaks.push({ kind: 'cursor-opened-elsewhere', ...at, answers: [null, null] });
  }

  private count({ answer: { status, body }, record }: Asked): void {
    const permitted = (record?.fields ?? []).filter(({ effect }) => effect === 'permit');
    const rules = new Set(permitted.flatMap((field) => field.rules));
    if (body.data !== null) {
      this.seen.masked += permitted.some(({ mask }) => mask !== null) ? 1 : 0;
      this.seen.derived += [...rules].some((rule) => this.rules.derivations.has(rule)) ? 1 : 0;
      for (const condition of ROW_CONDITIONS)
        if ([...rules].some((rule) => this.rules.conditions.get(rule)?.has(condition)))
          this.seen.under[condition] += 1;
    }
    const codes = (body.errors ?? []).map(({ extensions }) => extensions.code);
    this.seen.answered += body.data === null ? 0 : 1;
    this.seen.values += valuesIn(body.data);
    this.seen.denied += codes.filter((code) => /_DENIED$|^(?:CASE|CONSENT)_REQUIRED$/u.test(code)).length;
    this.seen.uncovered += codes.filter((code) => code === 'PLAN_UNCOVERED').length;
    this.seen.refused += status === 200 ? 0 : 1;
  }
}

/** One random policy, whoever asks under it, and what it hides. */
export interface Stage {
  readonly circumstances: Circumstances;
  readonly hidden: readonly HiddenPart[];
  readonly domain: OperationDomain;
  readonly rules: RandomRules;
  /** Fields that are shown and made of others. */
  readonly derived: ReadonlySet<FieldCoordinate>;
  isShown(coordinate: FieldCoordinate): boolean;
}

/** What of a policy must be met for a run to prove anything. */
interface RandomRules {
  readonly derivations: ReadonlySet<string>;
  readonly conditions: ReadonlyMap<string, ReadonlySet<RowCondition>>;
}

function rulesOf(documents: readonly PolicyDocument[]): RandomRules {
  const rules = documents.flatMap((document) => document.rules);
  return {
    derivations: new Set(documents.flatMap(({ derivations }) => derivations.map(({ id }) => id))),
    conditions: new Map(
      rules.map(({ id, needsCase, obligations }) => {
        const rows = obligations.flatMap((each): readonly RowCondition[] =>
          'rows' in each ? [each.rows] : [],
        );
        return [id, new Set<RowCondition>(needsCase ? [...rows, 'case'] : rows)];
      }),
    ),
  };
}

function stageOf(province: FuzzProvince, seed: number, number: number): Stage {
  const { supergraph, domain, agencies, values } = province;
  const { files, ...somebody } = randomPolicy(domain, chanceOf(seed * 7_919 + number));
  const source = readPolicies(files, supergraph.catalogue);
  const asking = { ...somebody, at: new Date() };
  const permissions = permissionsOf(source, asking);
  const { schema, catalogue, keyFields } = supergraph;
  const { requirements } = domain;
  const reach = reachOf(permissions, { schema, catalogue, keyFields, requirements });
  return {
    circumstances: { policies: compilePolicies(source), ...somebody },
    hidden: hiddenParts({ asking, permissions, reach, requirements, schema }, agencies),
    domain: {
      schema,
      values: somebody.casePeople === null ? values : { ...values, 'Person.id': somebody.casePeople },
      prefer: (type, field) => permissions.permits(`${type}.${field}` as FieldCoordinate, 'project') !== null,
      preferUse: (of, as) => permissions.permits(of as FieldCoordinate, as as Use) !== null,
    },
    rules: rulesOf(source.documents),
    derived: new Set([...requirements.keys()].filter((output) => reach.isShown(output))),
    isShown: (coordinate) => reach.isShown(coordinate),
  };
}

/** Asks mostly where a defect has something to show: what has to be shown is that it is seen, not that it is met. */
function lookingAt({ field: aimed, roots }: Aim, domain: OperationDomain): OperationDomain {
  return {
    ...domain,
    prefer: (type, field) => domain.prefer(type, field) && (type !== 'Query' || roots.has(field)),
    preferUse: (of, as) => of === aimed || (domain.preferUse?.(of, as) ?? true),
  };
}

/** Asks mostly for objects that have fields which are shown and made of others, and of these for those fields. */
function lookingAtDerived({ derived }: Stage, domain: OperationDomain): OperationDomain {
  if (derived.size === 0) return domain;
  const types = new Set([...derived].map((output) => output.slice(0, output.indexOf('.'))));
  const yieldsOne = (root: string): boolean => {
    const output = domain.schema.getQueryType()?.getFields()[root]?.type;
    return output !== undefined && types.has(getNamedType(output).name.replace(/Connection$/u, ''));
  };
  return {
    ...domain,
    prefer: (type, field) =>
      domain.prefer(type, field) &&
      (type !== 'Query' || yieldsOne(field)) &&
      (!types.has(type) || derived.has(`${type}.${field}` as FieldCoordinate)),
  };
}

function endCursor({ answer }: Asked, alias: string): string | null {
  const connection = answer.body.data?.[alias] as { pageInfo?: { endCursor?: string | null } | null } | null;
  return connection?.pageInfo?.endCursor ?? null;
}

function cursorsIn({ text }: Asked, { cursors }: World): readonly string[] {
  return [...text.matchAll(/"([^"\\]*)"/gu)]
    .map(([, inner = '']) => inner)
    .filter((each) => cursors.has(each));
}

function valuesIn(data: unknown): number {
  if (Array.isArray(data)) return data.reduce<number>((sum, item) => sum + valuesIn(item), 0);
  if (typeof data === 'object' && data !== null) return valuesIn(Object.values(data));
  return data === null || data === undefined ? 0 : 1;
}
