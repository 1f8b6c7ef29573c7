import type { Use } from '../vocabulary.ts';
import type { Wording } from './policy-document.ts';

/** Each use in words that follow "may" and 可. */
export const USE_WORDS: Readonly<Record<Use, Wording>> = {
  project: { en: 'be shown', zh: '查看' },
  'filter-eq': { en: 'search by a whole value', zh: '按完整值查询' },
  'filter-range': { en: 'search by a range', zh: '按范围查询' },
  order: { en: 'sort by', zh: '排序' },
  group: { en: 'group by', zh: '分组' },
  aggregate: { en: 'count and total', zh: '统计汇总' },
  'join-key': { en: 'have records joined by', zh: '用于关联记录' },
  invoke: { en: 'carry out', zh: '执行' },
};
