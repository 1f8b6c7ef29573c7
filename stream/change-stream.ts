import type { ChangeEvent } from './change-event.ts';

/** An event with its place in the stream. */
export interface StreamedEvent {
  /** Greater than that of every event before it, over all agencies; whole numbers from 1, with gaps. */
  readonly sequence: number;
  readonly event: ChangeEvent;
}

/** An event of the stream that is not of the form of one; null is what it does not say. */
export interface UnreadableEvent {
  readonly agency: string | null;
  readonly position: string | null;
}

export interface StreamRead {
  readonly events: readonly StreamedEvent[];
  /** Those between them that can not be read. */
  readonly unreadable: readonly UnreadableEvent[];
  /** The sequence up to which was read; the one that was asked for where nothing came after it. */
  readonly upTo: number;
  /** The reader was away for longer than events are kept: some after its position are gone. */
  readonly isGap: boolean;
}

/**
 * A durable stream of change events with one order over all agencies. Readers keep their own positions
 * (`stream/decisions/2026-11-22-a-reader-keeps-its-position.md`); `stream/describe-change-stream.ts` is the suite that
 * every implementation passes on a real server.
 */
export interface ChangeStream {
  /**
   * Keeps events in the given order. Resolves once they are durable; one that is there already (same agency, same
   * position) is not kept again. Rejects where that is not sure: then publish them again.
   */
  publish(events: readonly ChangeEvent[]): Promise<void>;
  /** The greatest position that the agency has published and that is still kept; null where there is none. */
  lastPosition(agency: string): Promise<string | null>;
  /** The greatest sequence so far; 0 for a stream that never held anything. */
  end(): Promise<number>;
  /** The first events after a sequence, in order, at most so many. An event is never seen before an earlier one. */
  read(after: number, limit: number): Promise<StreamRead>;
  /** Resolves when there may be events after a sequence, when `atMostMs` have passed, or when the signal aborts. */
  wait(after: number, atMostMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
