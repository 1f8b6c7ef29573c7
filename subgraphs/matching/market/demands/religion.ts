import { alone, asking, BEGINS, described, of, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const FAITH = '(?:宗教(?:信仰)?|基督教?|佛教?|伊斯兰教|天主教|教)';
const BELIEVERS = `(?:不?信(?:仰|奉)?${FAITH}|有(?:宗教)?信仰|穆斯林|基督教?徒|佛教徒|天主教徒|伊斯兰教徒|无神论者?)(?!的?(?:顾客|客人|游客|用品|餐))`;
const NO_FAITH = '(?:无|没有)(?:任何)?宗教信仰';
const PEOPLE = {
  zh: `${BELIEVERS}|${NO_FAITH}`,
  en: `muslims|christians|catholics|buddhists|hindus|jews|atheists|believers|${described('(?:non-?)?religious|muslim|christian|catholic|buddhist|hindu|jewish|atheist')}`,
};

export const RELIGION: UnlawfulDemand = {
  code: 'RELIGION',
  words: { en: 'it demands or refuses a belief', zh: '限定或排斥宗教信仰' },
  statute: '就业促进法 第三条；就业服务与就业管理规定 第四条',
  lawful: [/(?:不限宗教信仰|宗教信仰不限|尊重宗教信仰)/gu],
  forms: [of(PEOPLE, asking, refusing)],
  patterns: [
    alone(NO_FAITH),
    new RegExp(`${BEGINS}(?:不|不能|不得|不可)(?:有(?:任何)?宗教信仰|信(?:仰|奉)?${FAITH})`, 'gu'),
    /\bno religious (?:belief|faith)s?\b|\b(?:must|should|may) not be religious\b/gu,
  ],
};
