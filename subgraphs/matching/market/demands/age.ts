import {
  ASKING,
  asking,
  described,
  ENDS,
  HIRING,
  NOT_WANTED,
  NOT_WANTED_EN,
  of,
  refusing,
} from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const TENS = '(?:twenty|thirty|forty|fifty|sixty)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?';
const NUMBER = '(?:\\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?)';
/** An age at which one works; of those below, children are told of: 3至6岁. */
const WORKING = '(?:1[5-9]|[2-7]\\d|十[五六七八九]|[二三四五六七]十[一二三四五六七八九]?)';
const YEARS = '(?:周?岁)';
const RANGE = '(?:\\s?[-—–到至~]\\s?)';
/** On one side of an age. */
const SIDE = '(?:(?:及|或)?以[上下内]|之内|内(?!科|容|部|勤)|封顶|左右|往[上下]|开外|为限)';
/** Who comes, learns or is cared for, and is not hired. */
const SERVED =
  '(?:老人|老年人|长者|儿童|幼儿|婴幼儿|婴儿|宝宝|孩子|小孩|青少年|学生|学龄|患者|病人|游客|旅客|乘客|客[人户群]|顾客|会员|居民|市民|住户|观众|读者|用户|消费者|参保人|孕?产妇)';
const GENERATION = '(?<!\\d)(?:[6-9][05]|0[05]|10)后';
const PEOPLE = {
  zh: `${GENERATION}|年轻人|年轻者|年纪轻`,
  en: `(?:over|under)[- ]?[2-7]0'?s|${described('young(?:er)?|youthful')}|youngsters|(?:people|persons|someone|somebody|anyone|candidates|applicants) in their (?:(?:early|mid|late)[- ])?(?:[2-6]0'?s|twenties|thirties|forties|fifties|sixties)`,
};
const OLDER = {
  zh: '大龄|(?:年纪|年龄|岁数)(?:太|偏|过)?大|上了?(?:年纪|岁数)|中老年人?|老年人',
  en: `${described('old|older|elderly|middle-aged')}|seniors|the (?:old|elderly)`,
};
const SERVED_EN =
  '(?:children|kids|babies|infants|toddlers|patients|pupils|students|learners|seniors|residents|guests|customers|clients|visitors|members|tourists|passengers|the elderly|(?:elderly|older|old) (?:people|persons|adults|men|women)|people in our care)';

export const AGE: UnlawfulDemand = {
  code: 'AGE',
  words: { en: 'it sets an age that no law sets for this work', zh: '设定法律未规定的年龄限制' },
  statute: '就业促进法 第三条、第二十六条',
  lawful: [
    // The ages of the law itself: 劳动法 第十五条, and full age. Not where a range goes on from it.
    new RegExp(
      `(?:须|需|应|必须)?(?:年满|满|超过|已满)?(?:16|18|十六|十八)${YEARS}(?:以上|及以上|或以上)?(?![-—–到至~])`,
      'gu',
    ),
    /(?:未满|不满|禁止|不得|不招用?|不录用)(?:录用|招用|使用)?(?:16|18|十六|十八)周?岁(?:以下)?(?:的)?(?:未成年人|童工|者|人员)?/gu,
    /(?:未达到?|不超过|未超过|未到|符合)?(?:法定|国家)(?:规定)?退休年龄(?:以下|以内)?/gu,
    // Whom the work is for: 三岁以下婴幼儿, 60岁以上老人, 65岁以上游客.
    new RegExp(
      `(?:\\d{1,3}|[一二三四五六七八九十]{1,3})[\\s]?(?:${RANGE}\\d{1,3})?${YEARS}(?:以[上下内]|左右)?(?:的)?(?:失能|高龄|独居|慢病|重症)?(?:[男女]性?)?${SERVED}(?!${NOT_WANTED})`,
      'gu',
    ),
    new RegExp(
      `(?<!招[收募聘录]?)(?:${SERVED}|学员)(?:年龄)?(?:均|都|多|大多|主要)?(?:[在为是])?(?:\\d{1,3}${RANGE})?\\d{1,3}${YEARS}(?:以[上下内]|左右)?`,
      'gu',
    ),
    // Whom one teaches, and whom an agency helps to work: 教35岁以上学员驾驶, 35岁以上大龄人员.
    new RegExp(`(?:[教带]|指导|培训)${NUMBER}${YEARS}(?:以上|以下)的?学员(?!${NOT_WANTED})`, 'gu'),
    new RegExp(
      `${NUMBER}${YEARS}以上的?(?:大龄|就业困难)(?:失业|劳动|就业|求职)?(?:人员|者)(?!${NOT_WANTED})`,
      'gu',
    ),
    // Who is welcome too is not shut out: 35岁以上者亦欢迎, 欢迎40岁以上人员应聘.
    new RegExp(
      `(?:\\d{1,2}后|${NUMBER}${YEARS}(?:以[上下内])?)的?(?:人员|人士|者|朋友)?(?:[亦也均都]|同样)(?:可以?|欢迎|能|行)`,
      'gu',
    ),
    new RegExp(`欢迎${NUMBER}${YEARS}以上的?(?:人员|人士|者|朋友)?`, 'gu'),
    // Who works there already, and who comes: 员工平均年龄28岁, 团队以90后为主.
    new RegExp(`平均(?:年龄|年纪)(?:约|仅|只有|不[到足]|[在为是])?\\s?${NUMBER}(?:${YEARS}(?:左右)?)?`, 'gu'),
    new RegExp(
      `(?:团队|同事|员工|成员|顾客|客[人户群]|用户|会员|读者|观众|粉丝)(?:多为|多是|都是|主要[为是]|[^,;。]{0,4}以)(?:${GENERATION}|年轻人)(?:为主|居多)?`,
      'gu',
    ),
    /(?:老年人|中老年人?)优先(?:就诊|就座|通道|窗口|服务|办理)/gu,
    /年龄(?:不限|不作限制|不设限制|无要求)|不限年龄|无年龄(?:限制|要求)/gu,
    /\b(?:at least|over|minimum age(?: of)?|aged?|must be|from)? ?(?:16|18)(?: years?(?: old| of age)?)?(?:\+| (?:or|and) (?:over|older|above))?(?! ?(?:-|–|—|to\b|and \d|years? (?:old )?(?:or|and) (?:under|younger)))(?= |[,.;!]|$)/gu,
    new RegExp(
      `\\b${SERVED_EN}(?: (?:who are|aged|ages))? ?(?:under|below|over|above|between|from)? ?\\d{1,3}(?: ?(?:and|to|-|–) ?\\d{1,3})?(?: (?:years? old|years))?(?! ${NOT_WANTED_EN})`,
      'gu',
    ),
    new RegExp(
      `\\b(?:to|for|of|with|drive|serve|help|visit|teach|assist|support|escort) (?:people|persons|adults|men|women) (?:aged )?(?:over|above) \\d{2}(?! ?${NOT_WANTED_EN}| only)`,
      'gu',
    ),
    new RegExp(
      `\\b${SERVED_EN}(?: (?:who are|mostly|mainly|are))* in their (?:(?:early|mid|late)[- ])?(?:\\d0'?s|[a-z]+ties)`,
      'gu',
    ),
    /\b(?:under|below|over|within|up to|less than|more than|between) \d{1,2}(?: (?:and|to) \d{1,2})? (?:years|months|weeks|days|hours|minutes|kg|km|people|employees|staff|%)(?! (?:old|of age))/gu,
  ],
  forms: [of(PEOPLE, asking, refusing), of(OLDER, refusing)],
  patterns: [
    new RegExp(`${WORKING}\\s?${YEARS}${SIDE}`, 'gu'),
    new RegExp(
      `(?:(?:不|不要|不得|不能|别)超过|不[大高]于|[小低]于|未满|不[满足到]|限|最[大高](?:不超过)?|上限)${WORKING}${YEARS}(?:${SIDE})?`,
      'gu',
    ),
    new RegExp(`${WORKING}${YEARS}?${RANGE}${WORKING}${YEARS}(?:之间)?`, 'gu'),
    // Standing alone from an age at which one may work: 18-45.
    new RegExp(`(?<=^|[,;。!] ?)1[68]${RANGE}(?:2[5-9]|[3-6]\\d)${ENDS}`, 'gu'),
    new RegExp(
      `(?:年龄|年纪|岁数)(?:要求|限制|范围|最好)?[:为在]?\\s?(?:(?:不|不要|不得|不能|别)超过|不大于|小于|低于|限|控制在)?(?!(?:16|18|十六|十八)(?:周?岁)?(?:及|或)?(?:以上|${ENDS}))(?:\\d{2}|[二三四五六]?十[一二三四五六七八九]?)(?:周?岁)?\\s?(?:${RANGE}(?:\\d{2}(?:周?岁)?)?|以下|以内|之内|左右|封顶|以上|${ENDS})`,
      'gu',
    ),
    /年轻(?:貌美|漂亮|力壮)/gu,
    new RegExp(
      `(?:${HIRING}|${ASKING})(?:[个名位])?(?:年轻|年纪轻)(?:的${ENDS}|小伙子?|女[生性]|男[生性]|员工|者)`,
      'gu',
    ),
    /出生(?:日期)?[:于在为]?\s?(?:19|20)\d{2}年?|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以后|之后|后|以前|之前|前)(?:出生|生人)/gu,
    // Of what else there are over forty (countries, guests, tonnes) nobody can list; an age is said of people, or to the clause's end.
    /\b(?:younger than|not? older than|not over|older than|max(?:imum)?\.? age(?: of|:)?|age limit(?: of|:)?) ?(?:[2-7]\d)\b(?! ?(?:%|months|days))/gu,
    /(?<!\b(?:of|to|for|in|at|from|by|temperatures?|speeds?|levels?|prices?|loads?|weights?) )\b(?:under|below|less than|over|above)(?: the age of)? ?(?:[2-7]\d)(?= ?(?:$|[,.;!)]|years? (?:old|of age)\b|yrs?\b|only\b|preferred\b|applicants?\b|candidates?\b|people\b|need not\b|not\b))(?! ?years? (?:of )?experience)/gu,
    /\b(?:no ?(?:one|body)|anyone|candidates?|applicants?|people|workers|age[sd]?|must be|you are)(?: aged)? (?:over|above|under|below) ?[2-7]\d\b(?! ?(?:%|kg|km|cm|hours))/gu,
    new RegExp(
      `\\b(?:no ?(?:one|body)|not|anyone|candidates?|applicants?|people|workers) (?:aged )?(?:over|above|under|below|(?:older|younger) than) (?:${TENS})\\b(?! ?(?:percent|years? of (?:experience|history)))`,
      'gu',
    ),
    /(?:someone|somebody|you are|be|applicants?|candidates?|(?<=^|[.,;。] ?))\s?in (?:their|your) (?:(?:early|mid|late)[- ])?(?:[2-6]0'?s|twenties|thirties|forties|fifties|sixties)\b/gu,
    /(?:^|[,;.!(。] ?|\b(?:you are|must be|candidates?|applicants?|people|anyone|workers) )between \d{2} and \d{2}(?= ?(?:$|[,;.!)]))/gu,
    /\b(?:aged?|ages)(?: (?:between|from))?:? ?\d{2} ?(?:-|–|—|to|and|~) ?\d{2}\b/gu,
    /\bmust be \d{2} ?(?:-|–|to) ?\d{2}\b(?! ?(?:kg|cm|km|hours|minutes|%))/gu,
    /\bbetween \d{2} and \d{2} years (?:old|of age)\b|\b\d{2} ?(?:-|–|to) ?\d{2} years? (?:old|of age)\b/gu,
    /\b[2-7]\d(?: years?(?: old| of age)?)? or (?:under|younger|below)\b|\b(?:maximum|up to|at most) [2-7]\d years? (?:old|of age)\b/gu,
    /\bborn (?:in or )?(?:after|since|before) (?:19|20)\d{2}\b/gu,
    /\b(?:we want|looking for|must be|seeking|only)(?: an?)? young(?:,|\b(?!-| (?:children|learners|pupils|patients|animals|trees|plants)))/gu,
  ],
};
