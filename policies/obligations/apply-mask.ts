import type { MaskKind } from '../vocabulary.ts';
import { MASKS } from './mask-kinds.ts';
import type { MaskContext } from './mask.ts';

/**
 * The value of one field as a caller may see it; lists are masked item by item; null stays null.
 * @throws Error where the kind is not known, or needs keys that are not held here: whoever asks must refuse the field,
 * never show it.
 */
export function applyMask(kind: MaskKind, value: unknown, context: MaskContext): unknown {
  const mask = MASKS.get(kind);
  if (!mask) throw new Error(`mask kind \`${kind}\` is not known`);
  if (value === null || value === undefined) return null;
  return Array.isArray(value)
    ? value.map((item: unknown) => applyMask(kind, item, context))
    : mask.apply(value, context);
}
