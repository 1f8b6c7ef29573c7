import type { MaskKind } from '../vocabulary.ts';

/** How one kind of mask shows a value. One file a kind. */
export interface Mask {
  readonly kind: MaskKind;
  /**
   * What stays, from 0 (everything is hidden) upwards: where several masks are possible for one field, the lowest
   * wins. Equal numbers are ordered by name.
   */
  readonly discloses: number;
  /** The scalars that can carry what it makes; a policy that masks another kind of field is refused. */
  readonly fits: readonly string[];
  readonly words: { readonly en: string; readonly zh: string };
  /**
   * The masked value. Called with what is neither null nor undefined. What does not fit the kind is masked in full,
   * never passed on. The output is a string, or the type that the field can carry (null where none fits).
   */
  readonly apply: (value: unknown) => unknown;
}

/** Names a mask kind; only the files of the kinds use it. */
export const maskKind = (name: string): MaskKind => name as MaskKind;

/** The text of a value that fits, as code points; null where the value is no text. */
export function codePoints(value: unknown): readonly string[] | null {
  return typeof value === 'string' ? Array.from(value) : null;
}

export const stars = (count: number): string => '*'.repeat(count);
