import { of, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const DRAWN = '(?:低保|特困|救[助济]金|社会救[助济]|失业(?:救济|金)|困难补助|最低生活保障)(?![底障保险])';
const HOUSEHOLD = '(?:家庭|户|人员|对象|群众|成员|人|者|的)';
const CLAIMANTS = {
  zh: `(?:吃|领取?|享受|拿|靠)?(?:${DRAWN}金?|贫困|零就业|受救?助|建档立卡|失业(?!保)|下岗|困难(?=家庭|户|群众|人员|对象))${HOUSEHOLD}{0,2}`,
  en: '(?:people|anyone|those|applicants|candidates|families|persons) (?:on|receiving|drawing|claiming|living on|who (?:receive|draw|claim)) (?:benefits?|welfare|dibao|(?:social )?assistance|(?:the )?minimum living allowance)|(?:dibao|benefits?|welfare|social assistance) (?:recipients?|claimants?|families|family|households?)|unemployed(?: people)?',
};

export const ASSISTANCE: UnlawfulDemand = {
  code: 'ASSISTANCE',
  words: {
    en: 'it refuses people for the assistance that they or their households draw',
    zh: '排斥享受社会救助或就业援助的人员及其家庭',
  },
  statute: '就业促进法 第三条、第五十二条；就业服务与就业管理规定 第四条',
  lawful: [
    /(?:低保|特困|零就业|贫困|脱贫|建档立卡)(?:家庭|户|人员|对象)?(?:优先|均可|亦可|也可|欢迎)|欢迎(?:低保|特困|零就业|贫困|脱贫)/gu,
  ],
  forms: [of(CLAIMANTS, refusing)],
  patterns: [
    new RegExp(
      `(?:非|无|没有|未(?:领|享受)(?:取)?)(?:低保|特困)(?![底障])${HOUSEHOLD}{0,2}|家庭(?:无|非|没有)(?:低保|贫困)`,
      'gu',
    ),
    /\b(?:no|nobody|no ?one|not|none)(?: (?:people|applicants|families))? (?:on|receiving|drawing|claiming|living on) (?:dibao|welfare|social assistance|benefits?|(?:the )?minimum living allowance)\b/gu,
    /\bno (?:dibao|welfare|social assistance|benefit claimants?)\b(?: (?:recipients?|claimants?|families|households?))?/gu,
  ],
};
