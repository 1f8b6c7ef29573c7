import type { MaskKind } from '../vocabulary.ts';

/** How one kind of mask shows a value. One file a kind. */
export interface Mask {
  readonly kind: MaskKind;
  /**
   * What stays, from 0 (not even that there is a value) upwards: where several masks are possible for one field, the
   * lowest wins. Equal numbers are ordered by name.
   */
  readonly discloses: number;
  /** The scalars that can carry what it makes; a policy that masks another kind of field is refused. */
  readonly fits: readonly string[];
  /**
   * Only where the gateway masks: `key`, any field that joins agencies; `person-key`, the id of a person. Set for masks
   * that need the hub's keys, which no agency holds.
   */
  readonly onlyOn?: 'key' | 'person-key';
  readonly words: { readonly en: string; readonly zh: string };
  /**
   * The masked value. Called with what is neither null nor undefined. What does not fit the kind is masked in full,
   * never passed on. The output is a string, or the type that the field can carry (null where none fits).
   */
  readonly apply: (value: unknown, context: MaskContext) => unknown;
}

/** What of an exchange a mask may need beside the value; most need nothing. */
export interface MaskContext {
  /** The day of the exchange in China, `YYYY-MM-DD`. */
  readonly today: string;
  /** Null where no keys are held: at an agency. */
  readonly standIns: StandIns | null;
}

/** Texts that stand for another under the hub's keys; whoever lacks the keys learns only which are equal. */
export interface StandIns {
  /** Under a key per application, purpose and epoch; the hub can turn it back. */
  readonly pseudonymOf: (personKey: string) => string;
  /** Under a key per purpose and epoch; nobody can turn it back. */
  readonly tokenOf: (text: string) => string;
}

/** The stand-ins of a context. @throws Error where there are none: then the field is refused, never shown. */
export function standInsOf({ standIns }: MaskContext): StandIns {
  if (!standIns) throw new Error('a mask with a key is the gateway’s to apply');
  return standIns;
}

/** Names a mask kind; only the files of the kinds use it. */
export const maskKind = (name: string): MaskKind => name as MaskKind;

/** The text of a value that fits, as code points; null where the value is no text. */
export function codePoints(value: unknown): readonly string[] | null {
  return typeof value === 'string' ? Array.from(value) : null;
}

export const stars = (count: number): string => '*'.repeat(count);
