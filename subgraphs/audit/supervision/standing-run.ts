import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { ChangeStream } from '../../../stream/change-stream.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import type { FetchedPage } from '../run/fetch-page.ts';
import { evaluatePage } from '../run/evaluate-page.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import type { TagOf } from '../../kit/following/entity-tags.ts';
import type { JudgeEvent } from '../../kit/following/judge-event.ts';
import { readInChunks } from '../../kit/following/read-in-chunks.ts';
import { StreamFollower, type Followed } from '../../kit/following/stream-follower.ts';
import { fetchCases, fetchPopulation } from './fetch-cases.ts';
import type { ReadConclusions } from './keep-cases.ts';
import { staleRules } from './stale-rules.ts';
import type { SupervisedOperation } from './supervised-operation.ts';
import type { EvaluatedCases, Standing, SupervisionState, SupervisionStore } from './supervision-store.ts';

export interface SupervisionParts {
  readonly store: SupervisionStore;
  readonly stream: ChangeStream;
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
  readonly askRelation: AskRelation;
  readonly tagOf: TagOf;
  /** How often the datasets are asked whether they are recent enough for the rules. */
  readonly statesEveryMs: number;
}

/** An audit under supervision, ready to be asked. */
export interface SupervisedAudit {
  /** Its rules as they are asked on a day. */
  auditOn(day: string): CompiledAudit;
  readonly operation: SupervisedOperation;
  readonly parentExchange: string;
  /**
   * Refuses where whoever put it under supervision may not run it any more.
   * @throws RunFailure
   */
  assertRights(): Promise<void>;
}

const PAGE = 100;
/** Longer than it takes to wait for changes, so that it costs an idle run next to nothing. */
const RIGHTS_EVERY_MS = 10_000;

/** Keeps the findings of one standing run current for as long as the signal lets it. */
export class StandingRun implements Followed<Standing, EvaluatedCases> {
  readonly judge: JudgeEvent;
  private readonly parts: SupervisionParts;
  private readonly supervised: SupervisedAudit;
  private readonly runId: string;
  private readonly signal: AbortSignal;
  /** The rules of the day that can be verified. */
  private asked: { readonly day: string; readonly audit: CompiledAudit };
  /** When the datasets were asked how old they are, and in which round. */
  private stated = { at: 0, round: 0 };
  private rightsAt = 0;

  constructor(parts: SupervisionParts, supervised: SupervisedAudit, runId: string, signal: AbortSignal) {
    this.parts = parts;
    this.supervised = supervised;
    this.runId = runId;
    this.signal = signal;
    this.judge = supervised.operation.judge;
    const day = dayInChina(new Date());
    this.asked = { day, audit: supervised.auditOn(day) };
  }

  /** Resolves when the run is over or the signal aborts. Rejects with what is neither refused nor passes by itself. */
  follow(): Promise<void> {
    return new StreamFollower(this.parts.stream, this, this.signal).follow();
  }

  load(): Promise<Standing | null> {
    return this.parts.store.standingRun(this.runId);
  }

  async prepare(standing: Standing): Promise<Standing | null> {
    await this.assertRights();
    const ofDay = await this.onItsDay(standing);
    return ofDay === null ? null : this.onRecentData(ofDay);
  }

  /** The next page of everybody. */
  async fill(standing: Standing): Promise<Standing | null> {
    const { store } = this.parts;
    const { operation } = this.supervised;
    await store.say(this.runId, standing.round === 1 ? 'FILLING' : 'RESYNCHRONISING');
    const place = { first: PAGE, after: standing.pageCursor };
    const page = await fetchPopulation(this.asked.audit, operation.pageText, place, this.asking());
    const cases = await this.evaluate(
      page.cases.map(({ values }) => this.keyOf(values)),
      [page],
    );
    if (!(await store.keepPage(standing, cases, page.nextCursor))) return this.load();
    return { ...standing, isFilling: page.nextCursor !== null, pageCursor: page.nextCursor };
  }

  beginRound({ day }: Standing, position: number): Promise<void> {
    return this.parts.store.beginRound(this.runId, { position, day });
  }

  async touchedBy(events: readonly ChangeEvent[]): Promise<readonly string[]> {
    const found = new Set<string>();
    const tags = new Map<string, Buffer>();
    for (const { keys } of events) {
      for (const entity of keys) {
        // A case that was never met, too: one that is new.
        if (entity.type === this.asked.audit.caseKind.typeName) found.add(entity.key);
        const tag = this.parts.tagOf(entity);
        tags.set(tag.toString('base64'), tag);
      }
    }
    if (tags.size > 0)
      for (const key of await this.parts.store.casesOf(this.runId, [...tags.values()])) found.add(key);
    return [...found].sort();
  }

  async read(caseKeys: readonly string[]): Promise<EvaluatedCases> {
    const { casesText } = this.supervised.operation;
    const pages = await readInChunks(caseKeys, (few) =>
      fetchCases(this.asked.audit, casesText, few, this.asking()),
    );
    return this.evaluate(caseKeys, pages);
  }

  keep(standing: Standing, cases: EvaluatedCases, position: number): Promise<boolean> {
    return this.parts.store.keep(standing, cases, position);
  }

  say(state: SupervisionState, detail: string | null): Promise<void> {
    return this.parts.store.say(this.runId, state, detail);
  }

  /** Rules go by the day: when one begins, everybody is looked at again. */
  private async onItsDay(standing: Standing): Promise<Standing | null> {
    const day = dayInChina(new Date());
    if (day !== standing.day) {
      await this.parts.store.beginRound(this.runId, { position: standing.position, day });
      return this.load();
    }
    if (this.asked.day !== day) this.asked = { day, audit: this.supervised.auditOn(day) };
    return standing;
  }

  /** Rules whose sources are too old say nothing until those are recent again; then everybody is looked at again. */
  private async onRecentData(standing: Standing): Promise<Standing | null> {
    const { parts, supervised, signal, stated } = this;
    const now = Date.now();
    if (stated.round === standing.round && now - stated.at < parts.statesEveryMs) return standing;
    const { day } = this.asked;
    const whole = supervised.auditOn(day);
    const stale = await staleRules(whole, supervised.parentExchange, { ...parts, signal });
    const isBack = await parts.store.keepStale(this.runId, stale);
    const rules = whole.rules.filter(({ definition }) => !stale.has(definition.id));
    this.asked = { day, audit: { ...whole, rules } };
    this.stated = { at: now, round: standing.round };
    return isBack === false ? standing : this.load();
  }

  /** Rights end without an event: a policy changes, an audit is taken back. They are looked at anew every so often. */
  private async assertRights(): Promise<void> {
    if (Date.now() - this.rightsAt < RIGHTS_EVERY_MS) return;
    await this.supervised.assertRights();
    this.rightsAt = Date.now();
  }

  private async evaluate(
    caseKeys: readonly string[],
    pages: readonly FetchedPage[],
  ): Promise<EvaluatedCases> {
    const { operation } = this.supervised;
    const given: ReadConclusions[] = [];
    const entities = new Map<string, readonly Buffer[]>();
    for (const page of pages) {
      const { conclusions, exchangeId, fetchedAt } = await evaluatePage(this.asked.audit, page, this.parts);
      given.push({ conclusions, read: { exchangeId, fetchedAt } });
      for (const { values: node } of page.cases)
        entities.set(
          this.keyOf(node),
          operation.entitiesOf(node).map((entity) => this.parts.tagOf(entity)),
        );
    }
    return { caseKeys, entities, given };
  }

  /** A page without the key of one of its cases is not whole, and never gets here. */
  private keyOf(node: Readonly<Record<string, unknown>>): string {
    return String(node[this.asked.audit.caseKind.keyField]);
  }

  private asking(): Parameters<typeof fetchPopulation>[3] {
    const { parentExchange } = this.supervised;
    return { ask: this.parts.ask, parentExchange, signal: this.signal };
  }
}
