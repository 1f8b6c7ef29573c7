import type { ChangeStream } from '../../../stream/change-stream.ts';
import type { RelationKeys } from './relation-keys.ts';

/** Brings an agency's changes into the stream for as long as its process runs. */
export interface Capture {
  /** Ends it; what has not been published is captured again by the next. */
  stop(): Promise<void>;
}

export interface CaptureParts {
  readonly agency: string;
  /** Relation → what its rows concern; changes of other relations are nobody's matter. */
  readonly relations: ReadonlyMap<string, RelationKeys>;
  readonly stream: ChangeStream;
  readonly say: Say;
}

/** Tells whoever keeps the process: a word for the matter and what it means; never a value. */
export type Say = (level: 'info' | 'warn' | 'error', event: string, meaning: string) => void;

/** One JSON line on standard error. */
export function sayOnStandardError(agency: string): Say {
  return (level, event, meaning) =>
    void process.stderr.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, event, agency, meaning })}\n`,
    );
}
