import { listed } from '../constraints/listed.ts';
import { yuan } from '../constraints/yuan.ts';
import type { OccupationDistance } from '../occupations/occupation-tree.ts';
import type { Words } from '../occupations/words.ts';
import { EDUCATION_WORDS } from './education-words.ts';
import type { ScoreTerm, TermBasis } from './score-term.ts';

type Basis<N extends TermBasis['name']> = Extract<TermBasis, { readonly name: N }>;

const NEARNESS: Readonly<Record<Exclude<OccupationDistance, 0>, Words>> = {
  1: { en: 'is of the same minor group as', zh: '同属一个小类' },
  2: { en: 'is of the same middle group as', zh: '同属一个中类' },
  3: { en: 'is of the same major class as', zh: '同属一个大类' },
  4: { en: 'is far from', zh: '相距较远' },
};

/** What a term says of its pair: nothing but what it rests on. Null where there is nothing to say. */
export function wordsOfTerm({ basis }: ScoreTerm): Words | null {
  switch (basis.name) {
    case 'OCCUPATION':
      return occupationWords(basis);
    case 'SKILLS':
      return skillsWords(basis);
    case 'TEXT':
      return textWords(basis);
    case 'WAGE':
      return wageWords(basis);
    case 'COMMUTE':
      return commuteWords(basis);
    case 'EMPLOYER_WISH':
      return employerWishWords(basis);
    case 'UNLIKE_DECLINED':
      return unlikeDeclinedWords(basis);
  }
}

function occupationWords({ wanted, offered, distance }: Basis<'OCCUPATION'>): Words {
  if (wanted === null || distance === null)
    return {
      en: `no occupation was named, so ${offered.en} counts neither way`,
      zh: `未填写意向职业，${offered.zh}不计正负`,
    };
  if (distance === 0)
    return { en: `${offered.en} is the wanted occupation`, zh: `${offered.zh}即为意向职业` };
  return {
    en: `${offered.en} ${NEARNESS[distance].en} the wanted ${wanted.en}`,
    zh: `${offered.zh}与意向职业${wanted.zh}${NEARNESS[distance].zh}`,
  };
}

function skillsWords({ shared, missing, told }: Basis<'SKILLS'>): Words {
  if (!told) return { en: 'no skills were named, which counts neither way', zh: '未填写技能，不计正负' };
  if (shared.length + missing.length === 0)
    return { en: 'the vacancy asks for no skills', zh: '岗位未要求技能' };
  const [has, lacks] = [listed(shared), listed(missing)];
  if (missing.length === 0)
    return { en: `every skill asked for is there: ${has.en}`, zh: `具备全部所需技能：${has.zh}` };
  if (shared.length === 0)
    return { en: `none of the skills asked for: ${lacks.en}`, zh: `尚不具备所需技能：${lacks.zh}` };
  return {
    en: `skills: ${has.en}; still missing: ${lacks.en}`,
    zh: `具备技能：${has.zh}；尚缺：${lacks.zh}`,
  };
}

function textWords({ words, told }: Basis<'TEXT'>): Words {
  if (!told) return { en: 'nothing was written, which counts neither way', zh: '未填写自述，不计正负' };
  if (words.length === 0)
    return { en: 'the two texts have no words in common', zh: '自述与岗位描述没有共同词语' };
  return {
    en: `both texts speak of ${words.join(', ')}`,
    zh: `自述与岗位描述都提到：${words.join('、')}`,
  };
}

function wageWords({ lowFen, highFen, floorFen }: Basis<'WAGE'>): Words {
  const range = `${yuan(lowFen)}–${yuan(highFen)}`;
  return {
    en: `${range} yuan a month against a floor of ${yuan(floorFen)}`,
    zh: `月薪${range}元，最低期望${yuan(floorFen)}元`,
  };
}

function commuteWords({ minutes, limitMinutes, lodging }: Basis<'COMMUTE'>): Words {
  if (lodging) return { en: 'lodging at the place of work', zh: '工作地点提供住宿' };
  return {
    en: `about ${minutes} minutes one way of at most ${limitMinutes}`,
    zh: `单程约${minutes}分钟，上限${limitMinutes}分钟`,
  };
}

function employerWishWords(basis: Basis<'EMPLOYER_WISH'>): Words {
  const { years, wantedYears } = basis;
  const has = EDUCATION_WORDS[basis.education];
  const wanted = EDUCATION_WORDS[basis.wantedEducation];
  const wish: Words =
    wantedYears === 0 && basis.wantedEducation === 'NONE'
      ? { en: 'the employer wishes for neither years nor schooling', zh: '用人单位对年限和学历没有期望' }
      : {
          en: `the employer would like ${wantedYears} and ${wanted.en}`,
          zh: `用人单位希望${wantedYears}年、${wanted.zh}`,
        };
  return {
    en: `${years} years of work and ${has.en}; ${wish.en}`,
    zh: `工作${years}年、${has.zh}；${wish.zh}`,
  };
}

function unlikeDeclinedWords({ like }: Basis<'UNLIKE_DECLINED'>): Words | null {
  if (like === null) return null;
  return {
    en: `it is somewhat like what was declined: ${like.name.en}`,
    zh: `与曾拒绝的“${like.name.zh}”有相似之处`,
  };
}
