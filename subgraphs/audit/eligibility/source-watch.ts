import { BoundedCache } from '../../../policies/bounded-cache.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { unverifiableRules, type StateSettings } from '../run/unverifiable-rules.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import type { EligibilityQuestion, Found } from './eligibility-reader.ts';
import type { EligibilityScheme } from './read-eligibility-document.ts';
import { readRelation } from './read-relation.ts';

export type Missing = ReadonlyMap<string, string>;
type Trouble = Extract<Found<never>, { readonly trouble: unknown }>;

const REMEMBERED = 200;
const DEADLINE_MS = 20_000;

/** Relations in which a lookup of who is on a scheme stands, asked about nobody. */
const LOOK_UPS = [
  ['AssistanceMember', '{ persons { nodes { assistanceMemberships { validTo } } } }'],
  ['AssistanceFamily', '{ assistanceFamilies { nodes { scheme } } }'],
] as const;

/**
 * Whether the sources are there, and recent enough. What they said is remembered for a while: who asks about one person
 * would otherwise ask every source for its state, each time.
 */
export class SourceWatch {
  private readonly settings: Pick<StateSettings, 'graph'> & { readonly askRelation: AskRelation };
  private readonly rememberMs: number;
  private readonly missing = new BoundedCache<string, Promise<Missing>>(REMEMBERED);
  private readonly troubles = new BoundedCache<string, Promise<Trouble | null>>(REMEMBERED);

  constructor(
    settings: Pick<StateSettings, 'graph'> & { readonly askRelation: AskRelation },
    rememberMs = 30_000,
  ) {
    this.settings = settings;
    this.rememberMs = rememberMs;
  }

  /**
   * The rules of an audit that can not be verified, each with the dataset.
   * @throws RunFailure
   */
  ofRules(audit: CompiledAudit, question: EligibilityQuestion): Promise<Missing> {
    const rules = audit.rules.map(({ definition }) => definition.id);
    return this.remembered(this.missing, [audit.definition.name, rules], question, () =>
      this.rulesNow(audit, question),
    );
  }

  /** As `ofRules`, asked at once. */
  rulesNow(audit: CompiledAudit, question: EligibilityQuestion): Promise<Missing> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return unverifiableRules(audit, question, { ...this.settings, backoffMs: [], signal });
  }

  /** Why it can not be said who is on a scheme; null where it can. */
  ofScheme(
    { scheme, maxAgeHours }: EligibilityScheme,
    question: EligibilityQuestion,
  ): Promise<Trouble | null> {
    return this.remembered(this.troubles, scheme, question, async () => {
      const asked = { ...question, signal: AbortSignal.timeout(DEADLINE_MS) };
      const states = await Promise.all(
        LOOK_UPS.map(([typeName, query]) =>
          readRelation({ query, typeName, keys: [], maxAgeHours }, asked, {
            ...this.settings,
            backoffMs: [],
          }),
        ),
      );
      return states.find((state) => 'trouble' in state) ?? null;
    });
  }

  private remembered<Value>(
    memory: BoundedCache<string, Promise<Value>>,
    of: unknown,
    { day, asOf }: EligibilityQuestion,
    find: () => Promise<Value>,
  ): Promise<Value> {
    const name = JSON.stringify([of, day, asOf, Math.floor(Date.now() / this.rememberMs)]);
    const found = memory.get(name, find);
    // What could not be found out is asked again.
    found.catch(() => memory.forget(name));
    return found;
  }
}
