import { described, of, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const DISABLED = {
  zh: '(?:(?:肢体|精神|视力|听力|言语|智力|轻度|重度)?残[疾障]人?(?!证件|车位|托养|康复|联合)|聋哑人?(?!学)|聋人|盲人(?!按摩)|视障|听障|肢残|智障|精障|(?:听力|视力|言语|智力|行动|语言)(?:障碍|不便)(?:人士|者)?|(?:精神(?:病|障碍|疾病)|抑郁症?|自闭症)(?:患者|人员|病人|者)|瘸子|跛子|(?:坐)?轮椅(?:使用者|人士|者)?)(?!服务|通道|设施)',
  en: `${described('disabled|handicapped|deaf|blind|mute')}|(?:people|persons|applicants|candidates|anyone|those) with (?:any |an? )?(?:physical |mental )?disabilit(?:y|ies)|wheelchair users?|amputees`,
};
const DISABILITY_EN =
  '(?:physical |mental |bodily )?(?:disabilit(?:y|ies)|impairments?|handicaps?|deformit(?:y|ies))(?! of)';

export const DISABILITY: UnlawfulDemand = {
  code: 'DISABILITY',
  words: { en: 'it refuses disabled people', zh: '排斥残疾人' },
  statute: '就业促进法 第二十九条；残疾人保障法 第三十八条',
  lawful: [
    /残疾人?(?:优先|均可|亦可|也可|同等|可|适合|欢迎)|欢迎残疾人?|不限(?:是否)?残疾|disabled (?:people|candidates|applicants) (?:are )?welcome/gu,
    /\bno disability (?:discrimination|is (?:an? )?(?:barrier|obstacle))/gu,
  ],
  forms: [of(DISABLED, refusing)],
  patterns: [
    /(?:无|没有|[不未](?:得|能|可|曾)?(?:有|患))(?:[^,;。]{0,6}、)?(?:家族)?精神(?:病|疾病|障碍)史/gu,
    /(?:非|无)(?:身体)?残(?:疾人?|障人?)|(?:四肢|肢体|五官|身体)(?:健全|端正|无残[疾障缺]?)|(?:无|没有)(?:身体|生理|肢体)(?:缺陷|残缺|残疾|障碍)/gu,
    new RegExp(
      `\\b(?:no|(?:be |is |are )?free (?:of|from)(?: any)?|without (?:an?|any)|without) ${DISABILITY_EN}\\b`,
      'gu',
    ),
    /\bable[- ]bodied\b|\b(?:not|non)[- ]?disabled\b|\bphysically (?:perfect|flawless)\b/gu,
  ],
};
