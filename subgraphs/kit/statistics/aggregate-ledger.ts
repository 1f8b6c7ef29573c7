import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AggregateAsker, AnsweredAggregate } from './answered-aggregate.ts';

const FILE = 'answered-aggregates.jsonl';
const HOUR_MS = 3_600_000;
/** China Standard Time is eight hours ahead and keeps no summer time. */
const CHINA_STANDARD_TIME_MS = 8 * HOUR_MS;

export interface AggregateLedgerOptions {
  /** Where it is kept; made where it is missing. One process a directory. */
  readonly directory: string;
  /** How long answers are held against each other: 24 is a day of China Standard Time. */
  readonly windowHours: number;
  readonly now?: () => number;
}

/** The current window, and the instant at its beginning: what the records said then is what aggregates tell. */
export interface AggregateWindow {
  readonly number: number;
  readonly beganAt: string;
}

/**
 * Which aggregates an agency has answered in the current window, on disk before any of them leaves: one line of JSON
 * each. It holds conditions and group names, never a count or a person.
 */
export class AggregateLedger {
  private readonly file: FileHandle;
  private readonly windowMs: number;
  private readonly now: () => number;
  private readonly entries: AnsweredAggregate[];
  private readonly turns = new Map<string, Promise<unknown>>();
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    file: FileHandle,
    entries: readonly AnsweredAggregate[],
    options: AggregateLedgerOptions,
  ) {
    this.file = file;
    this.entries = [...entries];
    this.windowMs = options.windowHours * HOUR_MS;
    this.now = options.now ?? Date.now;
  }

  /**
   * Reads what was answered before. A last line that was cut off belongs to an answer that was never given, and goes.
   * @throws Error where another line can not be read: what was answered is then not known
   */
  static async open(options: AggregateLedgerOptions): Promise<AggregateLedger> {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const path = join(options.directory, FILE);
    const entries = readEntries(path);
    const latest = Math.max(...entries.map(({ window }) => window));
    const current = entries.filter(({ window }) => window === latest);
    const draft = `${path}.new`;
    writeFileSync(draft, current.map(lineOf).join(''), { mode: 0o600, flush: true });
    renameSync(draft, path);
    const directory = await open(options.directory, 'r');
    await directory.sync();
    await directory.close();
    return new AggregateLedger(await open(path, 'a'), current, options);
  }

  /** Of the clock; but none before that of the last answer, so that a clock set back forgets nothing. */
  window(): AggregateWindow {
    const ofClock = Math.floor((this.now() + CHINA_STANDARD_TIME_MS) / this.windowMs);
    const number = Math.max(ofClock, this.entries.at(-1)?.window ?? ofClock);
    return {
      number,
      beganAt: new Date(number * this.windowMs - CHINA_STANDARD_TIME_MS).toISOString(),
    };
  }

  /** One after the other for each asker: two questions that overlap can not both be the first. */
  async inTurn<T>(asker: AggregateAsker, work: () => Promise<T>): Promise<T> {
    const key = keyOf(asker);
    const before = this.turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.turns.get(key) === settled) this.turns.delete(key);
    }
  }

  /** What this asker was answered in a window, in order. */
  answered(asker: AggregateAsker, { number }: AggregateWindow): readonly AnsweredAggregate[] {
    const key = keyOf(asker);
    return this.entries.filter((entry) => entry.window === number && keyOf(entry) === key);
  }

  /**
   * Durable when it resolves; only then may the answer leave.
   * @throws Error where it can not be written, and from then on always: the end of the file is not known any more
   */
  async note(entry: AnsweredAggregate): Promise<void> {
    this.writing = this.writing.then(async () => {
      await this.file.appendFile(lineOf(entry));
      await this.file.datasync();
      const last = this.entries.at(-1);
      if (last && last.window < entry.window) this.entries.length = 0;
      this.entries.push(entry);
    });
    await this.writing;
  }

  async close(): Promise<void> {
    await this.writing.catch(() => undefined);
    await this.file.close();
  }
}

const keyOf = ({ application, purpose, type }: AggregateAsker): string =>
  JSON.stringify([application, purpose, type]);

const lineOf = (entry: AnsweredAggregate): string => `${JSON.stringify(entry)}\n`;

function readEntries(path: string): readonly AnsweredAggregate[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  // What follows the last line break is nothing, or the line that was cut off.
  return lines.slice(0, -1).map((line, at) => {
    try {
      return JSON.parse(line) as AnsweredAggregate;
    } catch (cause) {
      throw new Error(`line ${at + 1} of \`${path}\` can not be read: what was answered is not known`, {
        cause,
      });
    }
  });
}
