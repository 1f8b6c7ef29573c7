import { MASKS } from '../obligations/mask-kinds.ts';
import type { MaskKind, RowCondition } from '../vocabulary.ts';
import type { Obligation, Wording } from './policy-document.ts';

/** Each condition on rows in words. */
export const ROW_WORDS: Readonly<Record<RowCondition, Wording>> = {
  region: { en: "only records of the asker's own region", zh: '仅限申请方所属行政区划的记录' },
  organisation: { en: "only records of the asker's own organisation", zh: '仅限申请方本机构的记录' },
  self: { en: 'only records about the person who asks', zh: '仅限申请人本人的记录' },
  case: {
    en: 'only under a checked case, and only about its people',
    zh: '须经案件核验，仅限该案件相关人员',
  },
  consent: { en: 'only about people who consented', zh: '仅限已同意的当事人' },
};

/** What an obligation demands, in words. */
export function wordsOfObligation(obligation: Obligation): Wording {
  if ('rows' in obligation) return ROW_WORDS[obligation.rows];
  if ('smallestGroup' in obligation)
    return {
      en: `no group of fewer than ${obligation.smallestGroup} people`,
      zh: `每组不少于${obligation.smallestGroup}人`,
    };
  if ('perDay' in obligation) return wordsOfLimit(obligation.perDay);
  const mask = wordsOfMask(obligation.mask);
  const which = [
    ...(obligation.fields ?? []).map((field) => ({ en: field, zh: field })),
    ...(obligation.tags ?? []).map((tag) => ({ en: `what is tagged ${tag}`, zh: `标签为 ${tag} 的字段` })),
  ];
  if (which.length === 0) return mask;
  return {
    en: `${which.map(({ en }) => en).join(', ')} ${mask.en}`,
    zh: `${which.map(({ zh }) => zh).join('、')}${mask.zh}`,
  };
}

/** How a mask shows a field; one that nobody registered is refused wherever it stands. */
export function wordsOfMask(kind: MaskKind): Wording {
  const words = MASKS.get(kind)?.words;
  return words
    ? { en: `masked (${words.en})`, zh: `脱敏为${words.zh}` }
    : { en: `refused (nobody knows the mask ${kind})`, zh: `不予提供（未知脱敏方式 ${kind}）` };
}

function wordsOfLimit(perDay: { readonly exchanges?: number; readonly people?: number }): Wording {
  const parts: readonly Wording[] = [
    ...(perDay.exchanges === undefined
      ? []
      : [{ en: `${perDay.exchanges} requests`, zh: `请求${perDay.exchanges}次` }]),
    ...(perDay.people === undefined ? [] : [{ en: `${perDay.people} people`, zh: `涉及${perDay.people}人` }]),
  ];
  return {
    en: `at most ${parts.map(({ en }) => en).join(' and ')} a day for one application`,
    zh: `每个应用每日至多${parts.map(({ zh }) => zh).join('、')}`,
  };
}
