import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { ChangeStream, StreamedEvent, UnreadableEvent } from '../../../stream/change-stream.ts';
import { hasEnded } from '../changes/has-ended.ts';
import { logWarning } from '../log-event.ts';
import type { JudgeEvent } from './judge-event.ts';
import { Refusal } from './refusal.ts';
import { whoDoesNotAnswer } from './who-does-not-answer.ts';

/** Where a reader is, as it keeps it beside what it concluded. */
export interface FollowedPlace {
  /** Of the stream: everything up to here has had its effect. */
  readonly position: number;
  /** How often everything was looked at from the beginning. */
  readonly round: number;
  /** Everything is being looked at, page by page. */
  readonly isFilling: boolean;
}

export type FollowedState = 'CURRENT' | 'WAITING' | 'REFUSED';

/**
 * What is kept current by following the stream: what it reads, and what it keeps together with its position. A
 * conclusion and the position that it is as of are one transaction, so an event has its effect once, whatever is killed
 * when (`stream/decisions/2026-11-22-a-reader-keeps-its-position.md`).
 * @typeParam Place where it is, with what else it keeps of that
 * @typeParam Read what it read of some keys
 */
export interface Followed<Place extends FollowedPlace, Read> {
  /** The events that it goes by. */
  readonly judge: JudgeEvent;
  /** Where it is, as it is written down; null where it is over. */
  load(): Promise<Place | null>;
  /** Where nothing is written down yet: where it begins. Left out: it is over then. */
  begin?(): Promise<Place | null>;
  /** Before every step: what does not come by events, such as a new day. Null where it is over. */
  prepare(place: Place): Promise<Place | null>;
  /** Reads and keeps the next page of everything. */
  fill(place: Place): Promise<Place | null>;
  /** Between the pages of everything what has changed is looked at too, where waiting for the last page would take too long. */
  readonly followsWhileFilling?: boolean;
  /** Everything is to be looked at again, from this position on. */
  beginRound(place: Place, position: number): Promise<void>;
  /** The keys of what events concern, in some order that does not change. */
  touchedBy(events: readonly ChangeEvent[]): Promise<readonly string[]>;
  /** Reads what has these keys, as it is now. Of no keys it reads nothing. */
  read(keys: readonly string[]): Promise<Read>;
  /** Keeps what was read, and the position. False where it is over, or somebody else has gone on with it. */
  keep(place: Place, read: Read, position: number): Promise<boolean>;
  /** All that the stream held when it was read has had its effect; more may have come since. */
  caughtUp?(): Promise<void>;
  /** Nothing has changed for now. */
  rest?(place: Place): Promise<void>;
  say(state: FollowedState, detail: string | null): Promise<void>;
}

/** Changes that come close together are looked at together. */
const GATHER_MS = 40;
const MOST_EVENTS = 1_000;
const WAIT_MS = 5_000;
/** A position that moves without effect is written down now and then. */
const NOTE_EVERY_MS = 1_000;
const AGAIN_MS = { first: 200, most: 5_000, refused: 30_000 };

/** Keeps something current with the stream for as long as the signal lets it. */
export class StreamFollower<Place extends FollowedPlace, Read> {
  private readonly stream: ChangeStream;
  private readonly followed: Followed<Place, Read>;
  private readonly signal: AbortSignal;
  private notedAt = 0;
  private pause = AGAIN_MS.first;

  constructor(stream: ChangeStream, followed: Followed<Place, Read>, signal: AbortSignal) {
    this.stream = stream;
    this.followed = followed;
    this.signal = signal;
  }

  /** Resolves when it is over or the signal aborts. Rejects with what is neither refused nor passes by itself. */
  async follow(): Promise<void> {
    let place: Place | null | undefined;
    while (place !== null && !this.signal.aborted) {
      try {
        if (place === undefined)
          place = (await this.followed.load()) ?? (await this.followed.begin?.()) ?? null;
        else {
          place = await this.step(place);
          this.pause = AGAIN_MS.first;
        }
      } catch (error) {
        if (hasEnded(this.signal)) return;
        await this.waitAfter(error);
        place = undefined;
      }
    }
  }

  private async step(place: Place): Promise<Place | null> {
    const prepared = await this.followed.prepare(place);
    if (prepared === null) return null;
    if (!prepared.isFilling) return this.goOn(prepared);
    const filled = await this.followed.fill(prepared);
    return filled !== null && this.followed.followsWhileFilling === true ? this.goOn(filled) : filled;
  }

  /** What has changed since. */
  private async goOn(place: Place): Promise<Place | null> {
    const { stream, followed } = this;
    const { events, unreadable, upTo: last, isGap } = await stream.read(place.position, MOST_EVENTS);
    for (const event of unreadable) warn('UnreadableEvent', event);
    const concerning = this.concerning(events);
    if (isGap || concerning.some(({ kind }) => kind === 'RESYNC')) {
      // WHY: everything is read after this, so all that was published until now has had its effect when that is done.
      await followed.beginRound(place, isGap ? await stream.end() : last);
      return followed.load();
    }
    if (last === place.position) return place.isFilling ? place : this.rest(place);
    const keys = await followed.touchedBy(concerning);
    if (keys.length === 0 && Date.now() - this.notedAt < NOTE_EVERY_MS) return { ...place, position: last };
    const next = await this.lookAgain(place, keys, last);
    if (!place.isFilling && events.length + unreadable.length < MOST_EVENTS) await followed.caughtUp?.();
    return next;
  }

  private async rest(place: Place): Promise<Place | null> {
    await this.followed.say('CURRENT', null);
    await this.followed.rest?.(place);
    await this.stream.wait(place.position, WAIT_MS, this.signal);
    if (!this.signal.aborted) await sleep(GATHER_MS);
    return Date.now() - this.notedAt > NOTE_EVERY_MS ? this.stillMine(place) : place;
  }

  private async lookAgain(place: Place, keys: readonly string[], position: number): Promise<Place | null> {
    const read = await this.followed.read(keys);
    this.notedAt = Date.now();
    // The position that is written down may be behind the one in hand, where changes had no effect.
    const written = await this.followed.load();
    if (written?.round !== place.round || written.position > place.position) return written;
    const isKept = await this.followed.keep(written, read, position);
    return isKept ? { ...written, position } : this.followed.load();
  }

  /** The place as it is, where nobody ended it; the position in hand may be ahead of the one that is written down. */
  private async stillMine(place: Place): Promise<Place | null> {
    this.notedAt = Date.now();
    const written = await this.followed.load();
    if (written?.round !== place.round || written.position > place.position) return written;
    return written.position < place.position ? this.lookAgain(place, [], place.position) : place;
  }

  private concerning(events: readonly StreamedEvent[]): readonly ChangeEvent[] {
    return events.flatMap(({ event }) => {
      const judgement = this.followed.judge(event);
      if (judgement === 'not-believed') warn('EventNotBelieved', event);
      return judgement === 'concerns' ? [event] : [];
    });
  }

  private async waitAfter(error: unknown): Promise<void> {
    const isRefused = error instanceof Refusal;
    const awaited = whoDoesNotAnswer(error);
    if (!isRefused && awaited === null) throw error;
    const wait = isRefused ? AGAIN_MS.refused : this.pause;
    this.pause = Math.min(this.pause * 2, AGAIN_MS.most);
    const say = (state: FollowedState, detail: string | null): Promise<void> =>
      this.followed.say(state, detail).catch(() => undefined);
    // Said once it lasts: what passes within a moment is no state.
    if (isRefused) await say('REFUSED', error.message);
    else if (wait > AGAIN_MS.first) await say('WAITING', awaited);
    await sleep(wait, undefined, { signal: this.signal }).catch(() => undefined);
  }
}

/** WHY: one event that an agency wrote badly must not hold up everybody's; the agency's keeper hears of it. */
function warn(matter: 'UnreadableEvent' | 'EventNotBelieved', { agency, position }: UnreadableEvent): void {
  logWarning(matter, { agency, position });
}
