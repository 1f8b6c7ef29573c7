import { ENDS } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

/** Whoever else pays or shows papers in the course of the work: guests, tenants, bidders, pupils. */
const OTHERS =
  '[顾租拾贷]|客(?!服)|住户|业主|商户|入住|退房|会员|投标|招标|工程|供应商|考生|学[员生]|家长|患者|病人|读者|房卡|单车|失物|窗口|受理|申领|旅';
const OTHERS_EN =
  '(?:guest|customer|client|tenant|visitor|renter|rental|bank|account|patient|hotel|member|buyer|booking|reservation|check-?in|student|lost|borrower|reader)';
/** Said by the employer to whoever is hired unless the sentence tells of somebody else. */
const unlessOfOthers = (words: string) =>
  new RegExp(`(?:${words})(?<!(?:${OTHERS})[^。!?]{0,50})(?![^。!?]{0,40}(?:${OTHERS}))`, 'gu');
const unlessOfOthersInEnglish = (words: string) =>
  new RegExp(`\\b(?:${words})(?<!\\b${OTHERS_EN}[^.!?]{0,80})(?![^.!?]{0,60}\\b${OTHERS_EN})`, 'gu');

/** What is asked of whoever is hired: deposits, sureties and property of any kind (劳动合同法 第九条). */
const MONEY =
  '(?:押金|保证金|(?:风险)?抵押金|风险金|培训费|服装费|工[装服]费|报名费|入职费|建档费|体检费|介绍费)(?!由|全免|公司|单位)';
const AMOUNT_SAID = '(?:[:为]?(?:人民币)?(?:\\d+|[一二三四五六七八九两]+[百千][一二三四五六七八九]?)元?)';
const AMOUNT = `${AMOUNT_SAID}?`;
const PAY = '(?:缴[交付]|支付|[交缴付收])[纳取]?';
const NO_CUSTOMER = '[^,;。客顾租户]';
const WHOEVER_IS_HIRED =
  '(?:入职|上岗|上班|报到|录用|应聘|报名|签约|签合同|每人|新人|新?员工|向本人|须|需要?|应|先|要|请)';
const PAPERS =
  '(?:身份证件?|毕业证书?|学[历位]证书?|护照|资格证书?|证件)(?:原件)?(?![书件]|原件|复印|空白|翻译|扫描|照片|信息)';
const KEEPER = '(?:公司|单位|人事部?|行政部?|本?店里?|我[们司]|企业|厂里?|老板|工厂)';
const TAKE = '(?:扣留|(?<!抵)扣?押|扣|暂扣|暂押|没收|收缴|上交|收走|抵押|质押)';
const KEEP = '(?:统一)?(?:保管|代管|留存|暂存)';
/** A month's pay held back is a deposit by another name. */
const MONTH_HELD =
  '[押压](?:[一二两半\\d]|首)个?月的?(?:工资|薪[水资]?)|(?:首月|第一个月)?工资(?:须|需|要|先)?[押压][一二两半\\d]个?月|(?:首月|第一个月)的?工资[^,;。]{0,4}(?:押金|保证金)';

const EMPLOYEE_EN =
  '(?:applicants?|candidates?|(?:(?:every|each|all|new|our) )*(?:employees?|staff|workers?|starters?|hires|joiners?|recruits?))';
const DEPOSIT_EN = '(?:(?!from\\b|to\\b)[a-z0-9¥,]+ ){0,5}?deposits?';
const AMOUNT_EN = '(?: of)? ?(?:¥ ?)?[\\d,]+(?: ?(?:yuan|rmb|cny))?';
const PAPERS_EN =
  '(?:original )?(?:id|identity|identification|passport|diploma|degree|graduation)s?(?: (?:cards?|documents?|papers?|certificates?))?';

export const DEPOSIT: UnlawfulDemand = {
  code: 'DEPOSIT',
  words: {
    en: 'it asks for a deposit, a fee or the identity card of whoever is hired',
    zh: '向劳动者收取押金等财物，或扣押证件',
  },
  statute: '劳动合同法 第九条；就业服务与就业管理规定 第十四条',
  lawful: [
    new RegExp(
      `(?:不|无|免|无需|不需要?|无须|不得|严禁|禁止|拒绝|绝不|从不)(?:收取?|缴纳?|交纳?|支付|[扣保留存代]?[押管留]|扣|没收)?(?:任何)?(?:员工)?(?:的)?(?:${MONEY}|身份证件?|证件)(?:原件)?`,
      'gu',
    ),
    /\b(?:no|without(?: an?| any)?) (?:[a-z]+ )?deposits?(?: (?:is|are))?(?: (?:required|needed|asked))?/gu,
    /\b(?:never|do not|don't|does not|will not|won't) (?:keep|hold|retain|ask for|take|charge|require|collect)s? [^.,;]{0,30}?(?:id|identity|passport|deposit)s?(?: cards?)?\b/gu,
  ],
  forms: [],
  patterns: [
    // By name: 入职须交押金500元, 每人交200元保证金. Not 客户须交押金.
    new RegExp(
      `${WHOEVER_IS_HIRED}(?<!(?:${OTHERS})[^,;。]{0,10})${NO_CUSTOMER}{0,8}?(?:[交缴付]|支付)纳?${NO_CUSTOMER}{0,8}?${MONEY}${AMOUNT}`,
      'gu',
    ),
    new RegExp(`(?:向员工|向本人|入职)[^,;。]{0,4}收取?[^,;。]{0,6}${MONEY}${AMOUNT}`, 'gu'),
    new RegExp(
      `(?:服装|工[服装]|工作服|制服|上岗|入职|工牌)(?:押金|保证金)(?!由|全免|公司|单位)${AMOUNT}`,
      'gu',
    ),
    unlessOfOthers(`(?<!公司|单位|企业)${PAY}(?:\\d+元?)?${MONEY}${AMOUNT}|押金${AMOUNT_SAID}`),
    new RegExp(`(?:${MONTH_HELD})(?:作为?(?:押金|保证金))?`, 'gu'),
    unlessOfOthers(
      `(?:(?:须|需要?|应|要|入职)[^,;。]{0,4}(?:提供|找|有)|(?<=^|[,;。]\\s?)提供)[^,;。]{0,2}担保人?${ENDS}`,
    ),
    // 扣押身份证, 身份证由公司统一保管.
    unlessOfOthers(`(?<!不)${TAKE}(?:员工|本人|您|你)?的?${PAPERS}|${KEEP}(?:员工|本人|您|你)?的?${PAPERS}`),
    unlessOfOthers(
      `${PAPERS}(?:${KEEPER}|[须需应要由交给存放先]|统一|必须){0,4}(?:${KEEP}|保存|存放|${TAKE})在?${KEEPER}?`,
    ),
    new RegExp(
      `\\b(?:you|${EMPLOYEE_EN})(?: (?:must|will|should|shall|have to|need to|(?:are|is) (?:required|asked) to))? (?:pay|leave|lodge|provide)s? ${DEPOSIT_EN}\\b(?:${AMOUNT_EN})?`,
      'gu',
    ),
    new RegExp(
      `\\b(?:ask|require|charge|take|collect)s? (?:from )?${EMPLOYEE_EN}(?: to pay| for)? ${DEPOSIT_EN}\\b|\\bdeposits? (?:is |are )?(?:needed|required|taken|payable|due|collected) (?:from|by) (?:the )?${EMPLOYEE_EN}\\b`,
      'gu',
    ),
    new RegExp(
      `\\b(?:pay|paying|leave|requires?) ${DEPOSIT_EN}(?:${AMOUNT_EN})? (?:before|when|on|upon|to) (?:you |your )?(?:start(?:ing)?|join(?:ing)?|hiring|being hired|employment|first day)\\b`,
      'gu',
    ),
    unlessOfOthersInEnglish(
      `pay ${DEPOSIT_EN}(?:${AMOUNT_EN})?|(?:[a-z]+ )?deposit(?:${AMOUNT_EN})?(?: (?:is|will be))? (?:required|needed|payable|due|charged|refundable|taken)(?:${AMOUNT_EN})?|(?:[a-z]+ )?deposit(?: required)?:?${AMOUNT_EN}(?: refundable)?|refundable deposit(?:${AMOUNT_EN})?`,
    ),
    unlessOfOthersInEnglish('(?:provide|bring|find|need|requires?|with) an? guarantor\\b'),
    // Nobody may keep another's identity card (居民身份证法 第十五条).
    unlessOfOthersInEnglish(
      `(?:we|the company|the employer|hr|the office)(?: will)? (?:keep|hold|retain|take|withhold)s? (?:your|their|the|all|employees'|everyone's) ${PAPERS_EN}`,
    ),
    unlessOfOthersInEnglish(
      `(?:hand (?:in|over)|surrender|turn in|give up|leave|deposit) (?:your|their|his|her|all) ${PAPERS_EN}`,
    ),
    unlessOfOthersInEnglish(
      `${PAPERS_EN}(?: (?:is|are|will be|must be|has to be|have to be|shall be))? (?:kept|held|retained|surrendered|confiscated|withheld|handed (?:in|over))\\b(?: (?:by|with|at) (?:the |our )?(?:us|company|employer|hr|office))?`,
    ),
  ],
};
