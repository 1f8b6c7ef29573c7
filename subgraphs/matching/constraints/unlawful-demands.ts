import type { Vacancy } from '../market/vacancy.ts';
import type { Words } from '../occupations/words.ts';

/** A demand that no employer may make, and where the law says so. */
export interface UnlawfulDemand {
  readonly words: Words;
  readonly statute: string;
}

interface Pattern extends UnlawfulDemand {
  readonly pattern: RegExp;
}

/** What is written so says that something is no matter, which is lawful; it is taken out before anything is looked for. */
const NO_MATTER =
  /(?:不限|无|没有)(?:男女|性别|年龄|户籍|民族|婚育)(?:要求|限制)?|(?:男女|性别|年龄|户籍|民族|婚育)[^,。;]{0,4}?(?:不限|均可|无要求|无限制)/gu;

const PATTERNS: readonly Pattern[] = [
  {
    pattern:
      /(?:限|只招|仅招|仅限|只要|须|要求)(?:招)?[男女](?:性|士|生|工)?|[男女](?:性|士|生)?(?:优先|限定)|性别(?:要求)?[::]?[男女]/u,
    words: { en: 'a demand on sex', zh: '限定性别' },
    statute: '就业促进法 第二十七条',
  },
  {
    pattern:
      /\d{2}(?:周)?岁(?:及)?(?:以下|以内)|年龄[^,。;]{0,6}\d{2}\s*[-~至到—]\s*\d{2}|\d{2}\s*[-~至到—]\s*\d{2}(?:周)?岁/u,
    words: { en: 'an upper limit of age', zh: '限定年龄上限' },
    statute: '就业促进法 第三条',
  },
  {
    pattern: /乙肝|两对半|HBV|HIV|艾滋/iu,
    words: { en: 'a demand on an infection', zh: '查验传染病病原携带' },
    statute: '就业促进法 第三十条',
  },
  {
    pattern: /已婚|未婚|已育|不得(?:结婚|生育|怀孕)|(?:无|没有)生育(?:计划|打算)/u,
    words: { en: 'a demand on marriage or children', zh: '限定婚育状况' },
    statute: '就业促进法 第二十七条',
  },
  {
    pattern:
      /(?:限|仅限|须|要求|只招|只要)(?:本地|本市|本省|本县|城镇|外地)?(?:户口|户籍)|(?:本地|本市|本县|城镇)(?:户口|户籍)(?:优先)?/u,
    words: { en: 'a demand on the place of registration', zh: '限定户籍' },
    statute: '就业促进法 第三十一条',
  },
  {
    pattern:
      /(?:限|仅限|只招|不招|不要)(?:[\p{Script=Han}]{1,3}族)|(?:有|无)宗教信仰(?:者)?(?:优先|不招|勿扰)/u,
    words: { en: 'a demand on nationality or belief', zh: '限定民族或宗教信仰' },
    statute: '就业促进法 第二十八条',
  },
  {
    pattern: /(?:不招|不要|谢绝|拒绝)残疾/u,
    words: { en: 'shutting out the disabled', zh: '拒绝录用残疾人' },
    statute: '就业促进法 第二十九条',
  },
];

/** A month's wage above this is a slip of the pen or a lure. */
const ABSURD_WAGE_FEN = 20_000_000;

/** What a vacancy demands unlawfully, or offers senselessly; empty where it may be matched. */
export function unlawfulDemands({ title, text, wageFen }: Vacancy): readonly UnlawfulDemand[] {
  const written = `${title}\n${text}`.normalize('NFKC').replaceAll(NO_MATTER, '');
  const found: UnlawfulDemand[] = PATTERNS.filter(({ pattern }) => pattern.test(written));
  if (wageFen.low <= 0 || wageFen.high < wageFen.low || wageFen.high > ABSURD_WAGE_FEN)
    found.push({
      words: { en: 'a wage that makes no sense', zh: '工资明显不合理' },
      statute: '人力资源市场暂行条例 第二十四条',
    });
  return found;
}
