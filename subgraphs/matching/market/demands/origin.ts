import {
  alone,
  asking,
  BEGINS,
  ENDS,
  NOT_WANTED,
  of,
  PREFERRED,
  refusing,
  REFUSING,
} from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const HERE = '(?:本[地市县区省]|当地|城镇|城市|非农业?)';
const PLACE =
  '(?:河[南北]|东北|新疆|西藏|四川|安徽|山[东西]|湖[北南]|黑龙江|吉林|辽宁|内蒙古?|广[西东]|海南|甘肃|青海|宁夏|陕西|贵州|云南|江[西苏]|浙江|福建|重庆|北京|上海|天津|哈尔滨|哈市|齐齐哈尔|牡丹江|佳木斯|大庆)';
const ELSEWHERE = `(?:外[地省市县]|农村|外来|非${HERE})`;
const PEOPLE_OF = '(?:户[籍口]|(?:务工)?人员|居民|人(?![员民力社才事脉])|籍)';
/** A county or district that stands after a word that asks: 仅限道里区居民. */
const SOME_DISTRICT = '\\p{Script=Han}{2,3}[区县市省]';
const PLACE_EN =
  '(?:harbin|beijing|shanghai|tianjin|heilongjiang|jilin|liaoning|qiqihar|daqing|jiamusi|mudanjiang|city|urban|local|province|county|district)';
const PEOPLE = {
  zh: `(?:${HERE}|${PLACE}|${ELSEWHERE})[市省]?${PEOPLE_OF}`,
  en: `non-?locals?|locals|local (?:residents?|people|natives?|applicants?|candidates?|workers?)|outsiders(?! (?:in|on|at|inside|beyond)\\b)|migrants?(?: workers)?|out-of-towners|${PLACE_EN} (?:residents?|people|natives?)|(?!(?:any|no|your|the|his|her|their)\\b)[a-z]+ (?:hukou(?: holders?)?|natives?)|natives? of [a-z]+|people from [a-z]+`,
};

export const ORIGIN: UnlawfulDemand = {
  code: 'ORIGIN',
  words: { en: 'it demands or refuses a place of birth or of registration', zh: '限定或排斥户籍、籍贯' },
  statute: '就业促进法 第二十六条、第三十一条；就业服务与就业管理规定 第五条',
  lawful: [
    /(?:户籍|户口|籍贯|地域|本地外地|本外地)(?:均可|不限|不作限制|不设限)|不限(?:户籍|户口|籍贯|地域)|外地人?(?:亦可|均可|也可|提供住宿|可提供住宿)/gu,
    /(?:发货|包邮|配送)[^,;。]{0,12}除外/gu,
    /(?:协助|帮助|可|代)?办理(?:户口|落户)|落户(?:政策|补贴)|社保户/gu,
    /regardless of (?:hukou|origin|birthplace)|no (?:hukou|residence) requirements?/gu,
  ],
  forms: [of(PEOPLE, asking, refusing)],
  patterns: [
    alone(`(?:具有|持?有)?(?:${HERE}|${PLACE})[市省]?户[籍口]`),
    new RegExp(`${BEGINS}(?:招|找|收)?(?:${HERE}|${PLACE}本地)人${ENDS}`, 'gu'),
    // By the bare name of the place: 外地的别来, 不招河南.
    new RegExp(`(?:${ELSEWHERE}|${PLACE}[籍省]?)的?${NOT_WANTED}`, 'gu'),
    new RegExp(`${REFUSING}(?:${ELSEWHERE}|${PLACE})(?:[籍的]|${ENDS})`, 'gu'),
    new RegExp(
      `(?:(?:仅|只)?限|[只仅]招|只收)${SOME_DISTRICT}${PEOPLE_OF}|${SOME_DISTRICT}户[籍口](?:的|者)?(?:${PREFERRED}|${NOT_WANTED})`,
      'gu',
    ),
    /\b(?:local|urban) hukou\b(?! not)/gu,
    /\b(?:must (?:have|hold)|requires?|needs?) (?:an? )?(?!any\b|no\b)[a-z]+ hukou\b/gu,
  ],
};
