import type { SharingClass } from '../catalogue.ts';
import { USES } from '../vocabulary.ts';
import { ROW_WORDS, wordsOfObligation } from './obligation-words.ts';
import { isNamed, type Purpose, type Resource, type Rule, type SubjectCondition } from './policy-document.ts';
import { USE_WORDS } from './use-words.ts';

/** The languages that people of the province read policies in. */
export type Language = 'en' | 'zh';

/**
 * A rule as one sentence that a steward can read: who, what for, in which way, which fields, under what conditions,
 * from when until when, on what basis. Every rule that the language can say has one.
 * @param purposes the list of purposes, for their titles; a purpose that is not in it is called by its id
 */
export function sentenceOf(rule: Rule, language: Language, purposes: readonly Purpose[] = []): string {
  const parts = partsOf(rule, language, purposes);
  return language === 'en' ? english(rule, parts) : chinese(rule, parts);
}

interface Parts {
  readonly who: string;
  readonly purposes: readonly string[];
  readonly uses: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

function partsOf(rule: Rule, language: Language, purposes: readonly Purpose[]): Parts {
  const titles = new Map(purposes.map(({ id, title }) => [id, title[language]]));
  return {
    who: whoOf(rule.subjects, language),
    purposes: rule.purposes === 'all' ? [] : rule.purposes.map((id) => titles.get(id) ?? id),
    uses:
      rule.uses === 'all'
        ? []
        : USES.filter((use) => rule.uses.includes(use)).map((use) => USE_WORDS[use][language]),
    resources: rule.resources.map((resource) => resourceWords(resource, language)),
    conditions: [
      ...(rule.needsCase ? [ROW_WORDS.case[language]] : []),
      ...rule.obligations.map((obligation) => wordsOfObligation(obligation)[language]),
    ],
  };
}

function english(rule: Rule, { who, purposes, uses, resources, conditions }: Parts): string {
  const what = uses.length === 0 ? 'use in any way' : listed(uses, 'and');
  const purpose =
    purposes.length === 0
      ? 'for any purpose'
      : `for ${listed(
          purposes.map((each) => `“${each}”`),
          'or',
        )}`;
  const days = [
    ...(rule.validFrom === null ? [] : [`from ${rule.validFrom}`]),
    ...(rule.validTo === null ? [] : [`until the day before ${rule.validTo}`]),
  ];
  const isNobody = rule.effect === 'forbid' && rule.subjects === 'everybody';
  const may = isNobody ? 'Nobody may' : `${who} ${rule.effect === 'permit' ? 'may' : 'may not'}`;
  return [
    `${may}, ${purpose}, ${what} ${listed(resources, 'and')}`,
    ...conditions,
    ...(days.length === 0 ? [] : [days.join(' ')]),
    `on the basis of ${rule.legalBasis.join(', ')}.`,
  ].join('; ');
}

function chinese(rule: Rule, { who, purposes, uses, resources, conditions }: Parts): string {
  const what = uses.length === 0 ? '以任何方式使用' : uses.join('、');
  const purpose =
    purposes.length === 0 ? '无论出于何种目的' : `为${purposes.map((each) => `“${each}”`).join('或')}`;
  const days = [
    ...(rule.validFrom === null ? [] : [`自${rule.validFrom}起`]),
    ...(rule.validTo === null ? [] : [`至${rule.validTo}前一日止`]),
  ];
  return `${[
    `${who}${purpose}，${rule.effect === 'permit' ? '可' : '不得'}${what}：${resources.join('；')}`,
    ...conditions,
    ...(days.length === 0 ? [] : [days.join('')]),
    `依据：${rule.legalBasis.join('、')}`,
  ].join('；')}。`;
}

function whoOf(subjects: SubjectCondition | 'everybody', language: Language): string {
  if (subjects === 'everybody') return language === 'en' ? 'Everybody' : '任何主体';
  const { applications, roles, departments, regions, clearance } = subjects;
  if (language === 'en')
    return `Whoever ${listed(
      [
        ...(applications ? [`is the application ${listed(applications, 'or')}`] : []),
        ...(roles ? [`acts as ${listed(roles, 'or')}`] : []),
        ...(departments ? [`belongs to ${listed(departments, 'or')}`] : []),
        ...(regions ? [`serves an area within ${listed(regions, 'or')}`] : []),
        ...(clearance === undefined ? [] : [`is cleared up to grade ${clearance}`]),
      ],
      'and',
    )}`;
  return [
    ...(departments ? [`部门${departments.join('或')}`] : []),
    ...(applications ? [`应用${applications.join('或')}`] : []),
    ...(roles ? [`角色${roles.join('或')}`] : []),
    ...(regions ? [`所辖区域在${regions.join('或')}以内`] : []),
    ...(clearance === undefined ? [] : [`许可级别不低于${clearance}级`]),
  ]
    .join('、')
    .concat('的主体');
}

function resourceWords(resource: Resource, language: Language): string {
  if (isNamed(resource)) {
    const { type, fields } = resource;
    if (fields === '*') return language === 'en' ? `any field of ${type}` : `${type} 的全部字段`;
    return `${type} (${fields.join(', ')})`;
  }
  const { type, grades, tags, shares } = resource;
  const en = [
    `of ${type ?? 'the agency'}`,
    ...(grades ? [`of grade ${listed(grades.map(String), 'or')}`] : []),
    ...(tags ? [`tagged ${listed(tags, 'or')}`] : []),
    ...(shares ? [`shared as ${listed(shares, 'or')}`] : []),
  ];
  const zh = [
    ...(grades ? [`${grades.join('、')}级`] : []),
    ...(tags ? [`标签为${tags.join('或')}`] : []),
    ...(shares ? [shares.map((share) => SHARING_WORDS[share]).join('或')] : []),
  ];
  return language === 'en'
    ? `any field ${en.join(' ')}`
    : `${type === undefined ? '本部门' : `${type} 中`}${zh.join('、')}的全部字段`;
}

/** The classes as article 14 of the Government Data Sharing Regulations calls them. */
const SHARING_WORDS: Readonly<Record<SharingClass, string>> = {
  unconditional: '无条件共享',
  conditional: '有条件共享',
  'not-shared': '不予共享',
};

function listed(items: readonly string[], conjunction: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1) ?? ''}`;
}
