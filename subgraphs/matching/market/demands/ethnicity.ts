import { alone, APPLICANTS, asking, of, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const PEOPLES =
  '(?:少数民族|回民|藏民|[回藏满蒙苗壮彝]族|维吾尔族|维族|蒙古族|朝鲜族|哈萨克族|鄂伦春族|赫哲族)';
/** Not 回族风味, 蒙古族自治县. */
const NOT_OF_THINGS = '(?!风味|舞蹈|服[装饰]|音乐|乡|自治|特色|餐|菜|小吃|歌|语|文|地区|村|学[校生])';
const OF_A_PEOPLE =
  'hui|uyghur|tibetan|mongol(?:ian)?|korean|manchu|kazakh|african|(?:ethnic )?minority|caucasian';
const PEOPLE = {
  zh: `(?:汉[族人]|${PEOPLES})${NOT_OF_THINGS}`,
  en: `(?:ethnic )?han(?: (?:chinese|ethnicity|people))?|(?:ethnic )?minorities|(?:${OF_A_PEOPLE})(?:s| ${APPLICANTS})|(?<!(?:egg|wash|washing|sort) )whites|blacks`,
};

export const ETHNICITY: UnlawfulDemand = {
  code: 'ETHNICITY',
  words: { en: 'it demands or refuses an ethnic group', zh: '限定或排斥民族' },
  statute: '就业促进法 第二十八条；就业服务与就业管理规定 第四条',
  lawful: [
    // The law itself prefers minorities: 就业促进法 第二十八条.
    /民族不限|不限民族|各民族(?:均可|平等)|少数民族(?:者|人员)?(?:优先|适当照顾|优先录用|可适当照顾)|欢迎少数民族|\b(?:ethnic )?minorities (?:are )?(?:preferred|welcome)/gu,
    /民族(?:风味|舞蹈|服装|音乐|乡|自治县|特色)/gu,
  ],
  forms: [of(PEOPLE, asking, refusing)],
  patterns: [alone('汉[族人]'), /非少数民族|民族[:为]\s?汉族?/gu],
};
