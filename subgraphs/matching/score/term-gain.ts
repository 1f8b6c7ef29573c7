import { yuan } from '../constraints/yuan.ts';
import type { Words } from '../occupations/words.ts';
import { EDUCATION_WORDS } from './education-words.ts';
import type { ScoreTerm, TermBasis } from './score-term.ts';

type Basis<N extends TermBasis['name']> = Extract<TermBasis, { readonly name: N }>;

/** What would raise the value of a term that is below one: on either side, and only from what it rests on. */
export function gainOf({ basis }: ScoreTerm): Words {
  switch (basis.name) {
    case 'OCCUPATION':
      return basis.wanted === null
        ? { en: 'naming a wanted occupation', zh: '填写意向职业' }
        : { en: `wanting ${basis.offered.en} first`, zh: `将${basis.offered.zh}列为首选意向` };
    case 'SKILLS':
      return skillsGain(basis);
    case 'TEXT':
      return basis.told
        ? { en: 'saying more of the work that was done', zh: '在自述中补充做过的工作' }
        : { en: 'writing of the work that was done', zh: '填写自述，说明做过的工作' };
    case 'WAGE':
      return {
        en: `the employer offering more than ${yuan(basis.highFen)} yuan`,
        zh: `用人单位提供高于${yuan(basis.highFen)}元的工资`,
      };
    case 'COMMUTE':
      return basis.lodging
        ? { en: 'work nearer home', zh: '离家更近的岗位' }
        : { en: `a way shorter than ${basis.minutes} minutes`, zh: `通勤短于${basis.minutes}分钟` };
    case 'EMPLOYER_WISH':
      return employerWishGain(basis);
    case 'UNLIKE_DECLINED':
      return basis.like === null
        ? { en: 'nothing: it is like nothing declined', zh: '无：与曾拒绝的岗位不相似' }
        : {
            en: `taking back the no to ${basis.like.name.en}`,
            zh: `撤回对“${basis.like.name.zh}”的拒绝`,
          };
  }
}

function skillsGain({ missing, told }: Basis<'SKILLS'>): Words {
  const [rarest] = missing;
  if (!told) return { en: 'naming the skills that are there', zh: '填写已有技能' };
  return rarest === undefined
    ? { en: 'the employer naming the skills that matter', zh: '用人单位写明所需技能' }
    : { en: `acquiring a skill: ${rarest.en}`, zh: `学习技能：${rarest.zh}` };
}

function employerWishGain(basis: Basis<'EMPLOYER_WISH'>): Words {
  if (basis.years < basis.wantedYears)
    return {
      en: `${basis.wantedYears} years of work, or the employer asking for fewer`,
      zh: `工作满${basis.wantedYears}年，或用人单位降低年限要求`,
    };
  const { en, zh } = EDUCATION_WORDS[basis.wantedEducation];
  return {
    en: `${en}, or the employer asking for less`,
    zh: `达到${zh}学历，或用人单位降低学历要求`,
  };
}
