import { ROW_WORDS, wordsOfMask, wordsOfObligation } from '../language/obligation-words.ts';
import type { Purpose } from '../language/policy-document.ts';
import { type Language, sentenceOf } from '../language/sentence-of.ts';
import { USE_WORDS } from '../language/use-words.ts';
import type { Decision, Permit, PurposeId } from '../vocabulary.ts';
import type { Explanation, NearRule, Question } from './explain-decision.ts';
import type { Obstacle } from './obstacles.ts';
import type { SufficientWay } from './sufficient-ways.ts';

/** As many rules that nearly matched as people care to read. */
const MOST_NEAR_RULES = 5;

/**
 * An explanation as lines for people: the decision and what it demands, the rules that made it with their legal basis,
 * what nearly matched and what that lacks, and what would suffice.
 */
export function explanationLines(
  question: Question,
  explanation: Explanation,
  language: Language,
  purposes: readonly Purpose[],
): readonly string[] {
  const { decision, decidedBy, nearest, suffices, closedConclusions } = explanation;
  const words = HEADINGS[language];
  const titleOf = (id: PurposeId) => purposes.find((purpose) => purpose.id === id)?.title[language] ?? id;
  return [
    words.asked(question.subject.application, titleOf(question.purpose), question),
    decisionLine(decision, language),
    ...decidedBy.map((rule) => `  ${rule.id}: ${sentenceOf(rule, language, purposes)}`),
    ...section(
      words.nearest,
      nearest.slice(0, MOST_NEAR_RULES).map((near) => nearLine(near, language)),
    ),
    ...section(
      words.suffices,
      suffices.map((way, index) => `${index + 1}. ${wayLine(way, language)}`),
    ),
    ...section(words.closed, closedConclusions),
    words.silence,
  ];
}

const HEADINGS = {
  en: {
    asked: (application: string, purpose: string, { coordinate, use, hasCase }: Question) =>
      `May ${application}, for “${purpose}”${hasCase ? ' under a checked case' : ''}, ${USE_WORDS[use].en} ${coordinate}?`,
    nearest: 'Rules that nearly permit it:',
    suffices: 'What may be had, what discloses least first:',
    closed: 'Conclusions that would do, and that no rule permits here:',
    silence: 'This follows from the policies alone; it does not tell whether any record exists.',
  },
  zh: {
    asked: (application: string, purpose: string, { coordinate, use, hasCase }: Question) =>
      `${application}为“${purpose}”${hasCase ? '（案件已核验）' : ''}可否${USE_WORDS[use].zh} ${coordinate}？`,
    nearest: '接近适用的规则：',
    suffices: '可用的替代方式（披露最少者在前）：',
    closed: '可满足需要、但目前没有规则允许的结论：',
    silence: '以上仅依据策略得出，不表明任何记录是否存在。',
  },
} as const;

function decisionLine(decision: Decision, language: Language): string {
  if (decision.effect === 'permit') return permitLine(decision, language);
  if (language === 'en') {
    if (decision.rules.length > 0) return 'Refused: a rule forbids it.';
    return decision.lacks === 'case'
      ? 'Refused: it is permitted only under a checked case.'
      : 'Refused: no rule permits it.';
  }
  if (decision.rules.length > 0) return '拒绝：有规则禁止。';
  return decision.lacks === 'case' ? '拒绝：须经案件核验方可。' : '拒绝：没有规则允许。';
}

function permitLine({ mask, rows, limits, smallestGroup, legalBasis }: Permit, language: Language): string {
  const conditions = [
    ...(mask === null ? [] : [wordsOfMask(mask)]),
    ...rows.map((row) => ROW_WORDS[row]),
    ...limits.map(({ exchanges, people }) =>
      wordsOfObligation({
        perDay: { ...(exchanges === null ? {} : { exchanges }), ...(people === null ? {} : { people }) },
      }),
    ),
    ...(smallestGroup === null ? [] : [wordsOfObligation({ smallestGroup })]),
  ].map((wording) => wording[language]);
  return language === 'en'
    ? `${['Permitted', ...conditions].join('; ')}; on the basis of ${legalBasis.join(', ')}.`
    : `${['允许', ...conditions].join('；')}；依据：${legalBasis.join('、')}。`;
}

function nearLine({ rule, lacks }: NearRule, language: Language): string {
  const words = OBSTACLE_WORDS[language];
  const missing =
    lacks.length === 0
      ? words.outweighed
      : words.lacks(lacks.map((obstacle) => obstacleWords(obstacle, language)));
  return `${rule.id} (${rule.title[language]}): ${missing}`;
}

const OBSTACLE_WORDS = {
  en: {
    outweighed: 'applies, and another rule stands above it',
    lacks: (what: readonly string[]) => `lacks ${what.join('; ')}`,
    departments: 'department',
    roles: 'role',
    applications: 'application',
    regions: 'a region within',
    clearance: 'clearance up to grade',
    purpose: 'purpose',
    declaration: 'the right to declare the purpose',
    use: 'use: it permits to',
    bare: 'a value to compare with: it shows the field',
    notYet: 'validity: it holds from',
    over: 'validity: it holds no more since',
    case: 'a checked case',
  },
  zh: {
    outweighed: '适用，但有其他规则优先',
    lacks: (what: readonly string[]) => `缺少${what.join('；')}`,
    departments: '部门',
    roles: '角色',
    applications: '应用',
    regions: '所辖区域在以下范围内：',
    clearance: '许可级别不低于',
    purpose: '使用目的',
    declaration: '申报该目的的资格：',
    use: '使用方式：仅允许',
    bare: '可供比对的原值：该规则仅提供',
    notYet: '有效期：生效日',
    over: '有效期：失效日',
    case: '经核验的案件',
  },
} as const;

function obstacleWords(obstacle: Obstacle, language: Language): string {
  const words = OBSTACLE_WORDS[language];
  const or = language === 'en' ? ' or ' : '或';
  switch (obstacle.lacks) {
    case 'departments':
    case 'roles':
    case 'applications':
    case 'regions':
      return `${words[obstacle.lacks]} ${obstacle.needs.join(or)}`;
    case 'clearance':
      return `${words.clearance} ${obstacle.needs}`;
    case 'purpose':
      return `${words.purpose} ${obstacle.needs.join(or)}`;
    case 'declaration':
      return `${words.declaration} ${obstacle.needs}`;
    case 'use':
      return `${words.use} ${obstacle.needs.map((use) => USE_WORDS[use][language]).join(or)}`;
    case 'bare-value':
      return `${words.bare} ${wordsOfMask(obstacle.needs)[language]}`;
    case 'validity':
      return obstacle.needs.isOver
        ? `${words.over} ${obstacle.needs.day}`
        : `${words.notYet} ${obstacle.needs.day}`;
    case 'case':
      return words.case;
  }
}

function wayLine({ coordinate, way, mask, needsCase }: SufficientWay, language: Language): string {
  const underCase = needsCase ? { en: ', under a checked case', zh: '（须经案件核验）' }[language] : '';
  const words = {
    conclusion: {
      en: `${coordinate}: a conclusion, which answers yes, no or cannot tell`,
      zh: `${coordinate}：结论（是、否或无法判定）`,
    },
    'whole-value': {
      en: `${coordinate}: a search by the whole value, by whoever holds it already`,
      zh: `${coordinate}：已知完整值时按值查询`,
    },
    masked: {
      en: `${coordinate}, ${mask === null ? '' : wordsOfMask(mask).en}`,
      zh: `${coordinate}，${mask === null ? '' : wordsOfMask(mask).zh}`,
    },
    bare: { en: `${coordinate}, as it is recorded`, zh: `${coordinate}（原值）` },
  };
  return `${words[way][language]}${underCase}`;
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
