import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { hasEnded } from '../../kit/changes/has-ended.ts';
import { heedChannel } from '../../kit/heed-channel.ts';
import type { StoredJobseeker } from '../market/jobseeker-rows.ts';
import {
  readJobseekerRecord,
  readJobseekers,
  readVacancies,
  readVacancyRecord,
} from '../market/read-market.ts';
import { world } from '../market/world.ts';
import { JobseekerIndex } from '../score/jobseeker-index.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';

const CHANNEL = 'market_changed';
/** `vacancy 17`: the record that changed. */
const CHANGE = /^(?<table>vacancy|jobseeker) (?<record>\d+)$/u;

/** The whole market as the engine sees it, at one moment after another. */
export interface MirroredMarket {
  readonly vacancies: VacancyIndex;
  /** Those alone who consent and have nothing that stands in the way. */
  readonly jobseekers: JobseekerIndex;
}

/** After a reading that failed everything is read again, this long after it, and longer each time. */
const AGAIN_MS = { first: 200, most: 5_000 };

/** What the records of messages are called in the indexes, for those that are gone. */
interface Mirrored extends MirroredMarket {
  readonly vacancyIds: Map<number, string>;
  readonly personKeys: Map<number, PersonKey>;
}

/**
 * Keeps the market in memory, so that a question sees all of it. The tables are the truth: a message says what to read again,
 * and where messages may have been missed everything is.
 */
export class MarketMirror {
  readonly #pool: pg.Pool;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => Date;
  #market: Mirrored;
  /** For which day everything was read, or is being read. */
  #day: string;
  /** Settled at the first word of the channel: an unread market must not answer as an empty one. */
  readonly #heard = Promise.withResolvers<undefined>();
  /** What is still to be done, in the order in which it was heard. */
  #work: Promise<void> = this.#heard.promise;
  #hints: { stop(): Promise<void> } | null = null;
  readonly #end = new AbortController();

  constructor(pool: pg.Pool, onError: (error: unknown) => void, now = () => new Date()) {
    this.#pool = pool;
    this.#onError = onError;
    this.#now = now;
    this.#market = emptyMarket(now);
    this.#day = dayInChina(now());
  }

  /** Begins to listen, and reads everything once it does. */
  start(connection: pg.ClientConfig): void {
    this.#hints = heedChannel(connection, CHANNEL, (said) => this.#heed(said));
  }

  /** The market as far as it was heard of; waits while it is read as a whole, or can not be read. */
  async market(): Promise<MirroredMarket> {
    // What is waited for is what the first word began, and not that word alone.
    await this.#heard.promise;
    this.#turnDay();
    await this.#work;
    return this.#market;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#hints?.stop();
    this.#heard.resolve(undefined);
    await this.#work;
  }

  /** WHY everything is read on a new day: what wage is lawful is kept beside each vacancy, and may be another from then on. */
  #turnDay(): void {
    const today = dayInChina(this.#now());
    if (today === this.#day) return;
    this.#day = today;
    this.#work = this.#work.then(() => this.#readAll()).catch((error: unknown) => this.#readAgain(error));
  }

  #heed(said: string | null): void {
    const change = said === null ? null : CHANGE.exec(said)?.groups;
    const record = Number(change?.['record']);
    const step = (): Promise<void> => {
      if (change === null || change === undefined) return this.#readAll();
      return change['table'] === 'vacancy' ? this.#readVacancy(record) : this.#readJobseeker(record);
    };
    this.#work = this.#work.then(step).catch((error: unknown) => this.#readAgain(error));
    this.#heard.resolve(undefined);
  }

  /**
   * WHY everything, and until it is read: the message is gone, and in what it told of somebody may have withdrawn consent.
   * Until then nobody is suggested, rather than somebody who is not to be.
   */
  async #readAgain(error: unknown): Promise<void> {
    const { signal } = this.#end;
    let failed = error;
    for (let pause = AGAIN_MS.first; !hasEnded(signal); pause = Math.min(pause * 2, AGAIN_MS.most)) {
      this.#onError(failed);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (hasEnded(signal)) return;
      try {
        await this.#readAll();
        return;
      } catch (again) {
        failed = again;
      }
    }
  }

  async #readAll(): Promise<void> {
    const market = emptyMarket(this.#now);
    for await (const { recordId, vacancy } of readVacancies(this.#pool)) {
      market.vacancies.put(vacancy);
      market.vacancyIds.set(recordId, vacancy.vacancyId);
    }
    for await (const stored of readJobseekers(this.#pool)) keep(market, stored);
    this.#market = market;
  }

  async #readVacancy(record: number): Promise<void> {
    const { vacancies, vacancyIds } = this.#market;
    const stored = await readVacancyRecord(this.#pool, record);
    if (stored === null) {
      vacancies.remove(vacancyIds.get(record) ?? '');
      vacancyIds.delete(record);
      return;
    }
    vacancies.put(stored.vacancy);
    vacancyIds.set(record, stored.vacancy.vacancyId);
  }

  async #readJobseeker(record: number): Promise<void> {
    const market = this.#market;
    const known = market.personKeys.get(record);
    if (known !== undefined) market.jobseekers.remove(known);
    market.personKeys.delete(record);
    const stored = await readJobseekerRecord(this.#pool, record);
    if (stored !== null) keep(market, stored);
  }
}

/** Whether somebody may be matched at all: consents, and nothing stands in the way. */
export function isMatched({ consented, obstacles }: StoredJobseeker): boolean {
  return consented && obstacles.length === 0;
}

function keep({ jobseekers, personKeys }: Mirrored, stored: StoredJobseeker): void {
  if (!isMatched(stored)) return;
  jobseekers.put(stored.jobseeker);
  personKeys.set(stored.recordId, stored.jobseeker.personKey);
}

function emptyMarket(now: () => Date): Mirrored {
  const vacancies = new VacancyIndex({
    ...world,
    /** The day moves on while the process stands. */
    get day() {
      return dayInChina(now());
    },
  });
  return {
    vacancies,
    jobseekers: new JobseekerIndex(vacancies),
    vacancyIds: new Map(),
    personKeys: new Map(),
  };
}
