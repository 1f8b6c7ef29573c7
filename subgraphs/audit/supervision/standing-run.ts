import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { ChangeStream, StreamedEvent, UnreadableEvent } from '../../../stream/change-stream.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { hasEnded } from '../../kit/changes/has-ended.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AskHub } from '../run/ask-hub.ts';
import type { FetchedPage } from '../run/fetch-page.ts';
import { evaluatePage } from '../run/evaluate-page.ts';
import { RunFailure } from '../store/run-failure.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import type { TagOf } from './entity-tags.ts';
import { fetchCases, fetchPopulation } from './fetch-cases.ts';
import type { ReadConclusions } from './keep-cases.ts';
import { staleRules } from './stale-rules.ts';
import type { SupervisedOperation } from './supervised-operation.ts';
import type { EvaluatedCases, Standing, SupervisionStore } from './supervision-store.ts';
import { whoDoesNotAnswer } from './who-does-not-answer.ts';

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

/** Changes that come close together are looked at together. */
const GATHER_MS = 40;
const MOST_EVENTS = 1_000;
/** So many cases are asked for in one exchange, and so many exchanges at a time. */
const CASES_AT_ONCE = 50;
const EXCHANGES_AT_ONCE = 3;
const PAGE = 100;
const WAIT_MS = 5_000;
/** A position that moves without effect is written down now and then. */
const NOTE_EVERY_MS = 1_000;
/** Longer than it takes to wait for changes, so that it costs an idle run next to nothing. */
const RIGHTS_EVERY_MS = 10_000;
const AGAIN_MS = { first: 200, most: 5_000, refused: 30_000 };

/** Keeps the findings of one standing run current for as long as the signal lets it. */
export class StandingRun {
  private readonly parts: SupervisionParts;
  private readonly supervised: SupervisedAudit;
  private readonly runId: string;
  private readonly signal: AbortSignal;
  /** The rules of the day that can be verified. */
  private asked: { readonly day: string; readonly audit: CompiledAudit };
  /** When the datasets were asked how old they are, and in which round. */
  private stated = { at: 0, round: 0 };
  private notedAt = 0;
  private rightsAt = 0;
  private pause = AGAIN_MS.first;

  constructor(parts: SupervisionParts, supervised: SupervisedAudit, runId: string, signal: AbortSignal) {
    this.parts = parts;
    this.supervised = supervised;
    this.runId = runId;
    this.signal = signal;
    const day = dayInChina(new Date());
    this.asked = { day, audit: supervised.auditOn(day) };
  }

  /** Resolves when the run is over or the signal aborts. Rejects with what is neither refused nor passes by itself. */
  async follow(): Promise<void> {
    let standing = await this.load();
    while (standing !== null && !this.signal.aborted) {
      try {
        await this.assertRights();
        standing = await this.step(standing);
        this.pause = AGAIN_MS.first;
      } catch (error) {
        if (hasEnded(this.signal)) return;
        await this.waitAfter(error);
        standing = await this.load().catch(() => standing);
      }
    }
  }

  /** Null where somebody ended the run meanwhile. */
  private async step(standing: Standing): Promise<Standing | null> {
    const ofDay = await this.onItsDay(standing);
    const recent = ofDay === null ? null : await this.onRecentData(ofDay);
    if (recent === null) return null;
    return recent.isFilling ? this.fill(recent) : this.goOn(recent);
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

  private load(): Promise<Standing | null> {
    return this.parts.store.standingRun(this.runId);
  }

  /** The next page of everybody. */
  private async fill(standing: Standing): Promise<Standing | null> {
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

  /** What has changed since. */
  private async goOn(standing: Standing): Promise<Standing | null> {
    const { store, stream } = this.parts;
    const { events, unreadable, upTo: last, isGap } = await stream.read(standing.position, MOST_EVENTS);
    for (const event of unreadable) say('UnreadableEvent', event);
    const concerning = this.concerning(events);
    if (isGap || concerning.some(({ kind }) => kind === 'RESYNC')) {
      // WHY: everything is read after this, so all that was published until now has had its effect when that is done.
      const position = isGap ? await stream.end() : last;
      await store.beginRound(this.runId, { position, day: standing.day });
      return this.load();
    }
    if (last === standing.position) {
      await store.say(this.runId, 'CURRENT');
      await stream.wait(standing.position, WAIT_MS, this.signal);
      if (!this.signal.aborted) await sleep(GATHER_MS);
      return Date.now() - this.notedAt > NOTE_EVERY_MS ? this.stillMine(standing) : standing;
    }
    const caseKeys = await this.touchedBy(concerning);
    if (caseKeys.length === 0 && Date.now() - this.notedAt < NOTE_EVERY_MS)
      return { ...standing, position: last };
    return this.lookAgain(standing, caseKeys, last);
  }

  private async lookAgain(
    standing: Standing,
    caseKeys: readonly string[],
    position: number,
  ): Promise<Standing | null> {
    const { store } = this.parts;
    const { operation } = this.supervised;
    const pages: FetchedPage[] = [];
    const chunks = chunksOf(caseKeys, CASES_AT_ONCE);
    for (const few of chunksOf(chunks, EXCHANGES_AT_ONCE)) {
      const fetched = await Promise.all(
        few.map((keys) => fetchCases(this.asked.audit, operation.casesText, keys, this.asking())),
      );
      pages.push(...fetched.flat());
    }
    const cases = await this.evaluate(caseKeys, pages);
    this.notedAt = Date.now();
    // The position that is written down may be behind the one in hand, where changes had no effect.
    const written = await this.load();
    if (written?.round !== standing.round || written.position > standing.position) return written;
    return (await store.keep(written, cases, position)) ? { ...written, position } : this.load();
  }

  /** The standing as it is, where nobody ended it; the position in hand may be ahead of the one that is written down. */
  private async stillMine(standing: Standing): Promise<Standing | null> {
    this.notedAt = Date.now();
    const written = await this.load();
    if (written?.round !== standing.round || written.position > standing.position) return written;
    return written.position < standing.position ? this.lookAgain(standing, [], standing.position) : standing;
  }

  private concerning(events: readonly StreamedEvent[]): readonly ChangeEvent[] {
    const { judge } = this.supervised.operation;
    return events.flatMap(({ event }) => {
      const judgement = judge(event);
      if (judgement === 'not-believed') say('EventNotBelieved', event);
      return judgement === 'concerns' ? [event] : [];
    });
  }

  private async touchedBy(events: readonly ChangeEvent[]): Promise<readonly string[]> {
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

  private async waitAfter(error: unknown): Promise<void> {
    const { store } = this.parts;
    const isRefused = error instanceof RunFailure;
    const awaited = whoDoesNotAnswer(error);
    if (!isRefused && awaited === null) throw error;
    const wait = isRefused ? AGAIN_MS.refused : this.pause;
    this.pause = Math.min(this.pause * 2, AGAIN_MS.most);
    // Said once it lasts: what passes within a moment is no state.
    if (isRefused) await store.say(this.runId, 'REFUSED', error.message).catch(() => undefined);
    else if (wait > AGAIN_MS.first) await store.say(this.runId, 'WAITING', awaited).catch(() => undefined);
    await sleep(wait, undefined, { signal: this.signal }).catch(() => undefined);
  }
}

/** WHY: one event that an agency wrote badly must not hold up everybody's; the agency's keeper hears of it. */
function say(matter: 'UnreadableEvent' | 'EventNotBelieved', { agency, position }: UnreadableEvent): void {
  const line = { time: new Date().toISOString(), level: 'warn', event: matter, agency, position };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
