import type { Words } from '../occupations/words.ts';

/** Several things in one sentence, in each language's own way. */
export function listed(things: readonly Words[]): Words {
  return { en: things.map(({ en }) => en).join(', '), zh: things.map(({ zh }) => zh).join('、') };
}

/** The same, where there may be nothing to list. */
export function listedOrNone(things: readonly Words[]): Words {
  return things.length === 0 ? { en: 'none', zh: '无' } : listed(things);
}

/** What somebody accepts of a kind of terms; not `none`, which would read as if none were asked for. */
export function acceptedOnly(accepted: readonly Words[]): Words {
  return accepted.length === 0 ? { en: 'none is accepted', zh: '均不接受' } : listed(accepted);
}
