import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { ChangeStream } from '../../../stream/change-stream.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import type { TagOf } from '../../kit/following/entity-tags.ts';
import { judgeBy, type JudgeEvent } from '../../kit/following/judge-event.ts';
import { readInChunks } from '../../kit/following/read-in-chunks.ts';
import { StreamFollower, type Followed, type FollowedState } from '../../kit/following/stream-follower.ts';
import { logWarning } from '../../kit/log-event.ts';
import type { PriorityRule } from '../priority/priority-rule.ts';
import { EmployersReader } from './employers-reader.ts';
import { askByKey, askPersonsPage, type AnsweredPage, type AskSettings } from './operation/ask-records.ts';
import { readPerson } from './operation/read-records.ts';
import { isReachedBy, REPOSITORY_READS } from './operation/what-is-read.ts';
import { pictureOf } from './picture/picture-of.ts';
import type { ReadPerson, ReadPersons, RepositoryPlace, RepositoryStore } from './store/repository-store.ts';

export interface ReaderParts {
  readonly store: RepositoryStore;
  readonly stream: ChangeStream;
  readonly ask: AskHub;
  readonly tagOf: TagOf;
  /** The agency that keeps the records of a type of the graph; null where none does. */
  readonly agencyOf: (typeName: string) => string | null;
  /** Who counts to a priority group. */
  readonly rules: readonly PriorityRule[];
  readonly now: () => Date;
  /** While nothing changes, how often one picture is read again to see that every source still answers. */
  readonly probeEveryMs: number;
  /** How often, while changes come, the firms are read that they concern. */
  readonly employersEveryMs: number;
}

const PAGE = 50;
const PERSON = 'Person';
const ENTERPRISE = 'Enterprise';

/** Keeps the employment pictures current for as long as the signal lets it. */
export class RepositoryReader implements Followed<RepositoryPlace, ReadPersons> {
  readonly judge: JudgeEvent;
  /** Each day begins with everybody: what happens that morning must not wait for it. */
  readonly followsWhileFilling = true;
  private readonly parts: ReaderParts;
  private readonly signal: AbortSignal;
  private probedAt: number;
  private readonly employers: EmployersReader;
  private readonly isOver = new AbortController();

  constructor(parts: ReaderParts, signal: AbortSignal) {
    this.parts = parts;
    this.signal = signal;
    this.judge = judgeBy(REPOSITORY_READS, parts.agencyOf);
    this.probedAt = Date.now();
    const { store, ask, employersEveryMs: everyMs } = parts;
    this.employers = new EmployersReader(
      { store, ask, everyMs },
      AbortSignal.any([signal, this.isOver.signal]),
    );
  }

  /** Resolves when the signal aborts. Rejects with what is neither refused nor passes by itself. */
  async follow(): Promise<void> {
    const employers = this.employers.follow();
    try {
      await this.followPeople();
    } finally {
      this.isOver.abort();
      await employers;
    }
  }

  private async followPeople(): Promise<void> {
    // It is over too where somebody has it begin anew.
    while (!this.signal.aborted) await new StreamFollower(this.parts.stream, this, this.signal).follow();
  }

  load(): Promise<RepositoryPlace | null> {
    return this.parts.store.place();
  }

  async begin(): Promise<RepositoryPlace | null> {
    const { stream, store } = this.parts;
    await store.begin({ position: await stream.end(), day: this.today() });
    return this.load();
  }

  /** Pictures go by the day: when one begins, everybody is looked at again. */
  async prepare(place: RepositoryPlace): Promise<RepositoryPlace | null> {
    const day = this.today();
    if (day !== place.day) {
      await this.parts.store.beginRound({ position: place.position, day });
      return this.load();
    }
    this.employers.rethrow();
    return place;
  }

  /** The next page of everybody. */
  async fill(place: RepositoryPlace): Promise<RepositoryPlace | null> {
    const { store } = this.parts;
    await store.say(place.round === 1 ? 'FILLING' : 'RESYNCHRONISING');
    const page = await askPersonsPage({ first: PAGE, after: place.pageCursor }, this.asking());
    const persons = this.concluded(page, place.day);
    const employers = persons.flatMap((person) => person.employers);
    const read = { keys: persons.map(({ personKey }) => personKey), persons, employers };
    if (!(await store.keepPage(place, read, page.nextCursor))) return this.load();
    return { ...place, isFilling: page.nextCursor !== null, pageCursor: page.nextCursor };
  }

  async beginRound({ day }: RepositoryPlace, position: number): Promise<void> {
    logWarning('RepositoryResync', { detail: 'changes may have been missed: every picture is read again' });
    await this.parts.store.beginRound({ position, day });
  }

  async touchedBy(events: readonly ChangeEvent[]): Promise<readonly string[]> {
    const found = new Set<string>();
    const tags = new Map<string, Buffer>();
    for (const { types, keys } of events) {
      for (const entity of keys) {
        if (entity.type === PERSON || entity.type === ENTERPRISE) found.add(`${entity.type} ${entity.key}`);
        if (!isReachedBy(entity.type, types)) continue;
        const tag = this.parts.tagOf(entity);
        tags.set(tag.toString('base64'), tag);
      }
    }
    if (tags.size > 0)
      for (const key of await this.parts.store.personsBy([...tags.values()])) found.add(`${PERSON} ${key}`);
    return [...found].sort();
  }

  /** Reads the people of the keys, and notes the firms: their staff is counted soon after. */
  async read(keys: readonly string[]): Promise<ReadPersons> {
    this.employers.quiet = false;
    const day = this.today();
    const of = (type: string): readonly string[] =>
      keys.flatMap((key) => (key.startsWith(`${type} `) ? [key.slice(type.length + 1)] : []));
    const personKeys = of(PERSON);
    const pages = await readInChunks(personKeys, (few) => askByKey('persons', few, this.asking()));
    return {
      keys: pages.flatMap((page) => page.keys),
      persons: pages.flatMap((page) => this.concluded(page, day)),
      employers: of(ENTERPRISE),
    };
  }

  keep(place: RepositoryPlace, read: ReadPersons, position: number): Promise<boolean> {
    return this.parts.store.keep(place, read, position);
  }

  /** WHY not at rest alone: where something changes all the time, nobody would say for hours that pictures are current. */
  caughtUp(): Promise<void> {
    return this.say('CURRENT', null);
  }

  async rest(place: RepositoryPlace): Promise<void> {
    this.employers.quiet = true;
    await this.probe(place);
  }

  say(state: FollowedState, detail: string | null): Promise<void> {
    return this.parts.store.say(state, detail);
  }

  /**
   * Reads the picture again that was read longest ago. WHY: a source that has stopped sends no events, so that silence
   * would look like nothing having changed.
   */
  private async probe(place: RepositoryPlace): Promise<void> {
    if (Date.now() - this.probedAt < this.parts.probeEveryMs) return;
    const key = await this.parts.store.readLongestAgo();
    if (key !== null) await this.keep(place, await this.read([`${PERSON} ${key}`]), place.position);
    this.probedAt = Date.now();
  }

  private concluded(
    page: AnsweredPage,
    day: string,
  ): readonly (ReadPerson & { readonly employers: readonly string[] })[] {
    return page.nodes.flatMap((node) => {
      const answered = readPerson(node);
      if (answered === null) return [];
      const { records, cameBy } = answered;
      return [
        {
          personKey: records.personKey,
          concluded: pictureOf(records, day, this.parts.rules),
          tags: cameBy.map(this.parts.tagOf),
          employers: cameBy.flatMap(({ type, key }) => (type === ENTERPRISE ? [key] : [])),
          exchangeId: page.exchangeId,
        },
      ];
    });
  }

  private asking(): AskSettings {
    return { ask: this.parts.ask, signal: this.signal };
  }

  private today(): string {
    return dayInChina(this.parts.now());
  }
}
