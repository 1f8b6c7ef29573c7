import { alone, asking, BEGINS, described, ENDS, of, PREFERRED, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const MARRIED_OR_NOT =
  '(?:已婚|未婚|单身|离异|离过?婚|结过?婚|再婚)(?:[未已]育)?(?![妻夫登照证纪庆姻公宿诉律协介派楼]|旅|后|前|女装)';
const PARENT_OR_NOT =
  '(?:[已未]生?育|[有没无带](?:有|了)?(?:孩子?|小孩|子女)(?!保险|津贴)|单亲(?:妈妈|爸爸|母亲|父亲|家庭)?)';
const PREGNANT = '(?:孕妇|怀孕|哺乳期|产妇|备孕)(?![装套裙枕餐用食学课瑜健院服护])';
const SEXES = '(?:女性|男性|女士|男士|妇女)?';
const STATUS_EN = 'unmarried|single(?!-)|married|childless|divorced';
const PEOPLE = {
  zh: `(?:${MARRIED_OR_NOT}|${PARENT_OR_NOT})${SEXES}`,
  en: `(?:(?:people|applicants?|candidates?|women|men|workers|parents|anyone|those) with (?:young |small |little )?(?:children|kids))|${described(STATUS_EN)}|mothers|single (?:mothers|parents)`,
};
const BEARING = '(?:孩子?|小孩|育|娃|[二三]胎|孕)';

export const MARRIAGE: UnlawfulDemand = {
  code: 'MARRIAGE',
  words: {
    en: 'it asks for marriage, children or pregnancy, or against them',
    zh: '限定婚姻、生育或怀孕状况',
  },
  statute: '就业促进法 第二十七条；就业服务与就业管理规定 第十六条',
  lawful: [
    /婚育(?:状况|情况)?(?:不限|不作要求|无要求)|(?:已婚|未婚)[,、或]?(?:已婚|未婚)(?:均可|不限|都可|皆可)|不限婚(?:否|育)|(?:不|不得|严禁)(?:询问|过问|限制)(?:婚育|婚姻|生育|结婚)(?:状况|情况)?/gu,
    /(?:不|不得|严禁|禁止|无需|不需)(?:要求|进行|做|查)?(?:验孕|孕检|妊娠(?:检测|试验))/gu,
    // Whose work it is to write them: 为居民开具婚姻状况证明.
    /(?:负责|协助|帮助|[为替代]|审核|受理)[^,;。]{0,10}(?:婚姻|婚育|单身|生育)(?:状况|情况)?证明/gu,
    /(?:married or single|regardless of (?:marital|family) status)/gu,
    // What no law forbids to say of one person: no single person lifts it.
    /\bno single (?:person|individual|worker|employee)\b/gu,
  ],
  forms: [of(PEOPLE, asking, refusing), of({ zh: PREGNANT, en: described('pregnant') }, refusing)],
  patterns: [
    alone(`(?:${MARRIED_OR_NOT})${SEXES}`),
    /已婚已育|未婚未育|婚育(?:状况|情况)?[:为]\s?[已未]|未婚[,、]|(?:须|需|应)(?:已婚|未婚)/gu,
    new RegExp(
      `(?:[一二两三四五\\d]年|合同期|在职期间|工作期间)内?(?:不得|不能|不可|不许|不允许|不准|禁止|不)(?:结婚|生育|怀孕|生孩子|要孩子|恋爱)`,
      'gu',
    ),
    // A promise is a demand in writing: 须承诺不生育, 签署不生育承诺书.
    /(?:承诺|签[署订]?|保证|同意)[^,;。]{0,6}不(?:打算)?(?:生育|怀?孕(?!不育)|结婚|生孩子|要孩子)(?:的?(?:承诺|协议|保证)书?)?/gu,
    /(?:无|没有|近期无)(?:生育|怀孕|二胎|三胎|结婚)(?:计划|打算)/gu,
    /(?:入职|应聘|面试|报到|须|需要?|请|携带|自带|提供|提交)[^,;。]{0,6}(?:婚姻|婚育|单身|未婚|生育)(?:状况|情况)?证明/gu,
    new RegExp(
      `${BEGINS}(?:孩子|小孩|子女)(?:已|都|均)经?(?:上学|上小学|上幼儿园|成年|长大|大了)[者的]?(?:${PREFERRED}|${ENDS})`,
      'gu',
    ),
    new RegExp(
      `(?:不|没|无|暂不)(?:考虑|打算|准备|计划|想)(?:要|生|怀)${BEARING}(?:者|的)?(?:${PREFERRED})?|暂不(?:生育|要孩子|怀孕|结婚)`,
      'gu',
    ),
    /(?:入职|体检|提供|出具|须|需|要求)[^,;。]{0,4}(?:验孕|孕检|妊娠检|妊娠试验)(?!中心|科|室|护士|门诊|登记|陪)/gu,
    new RegExp(
      `(?:无|没有?)(?:家庭|孩子|小孩|子女|家务)的?(?:拖累|负担|牵绊|牵挂)|(?:无|没有)(?:孩子|小孩|子女)${ENDS}`,
      'gu',
    ),
    /\bpregnancy test(?:s|ing)? (?:is |are )?(?:required|needed|before)\b|(?:\bno|(?:^|[,;.(。] ?)without) (?:kids|children|family burdens?)\b(?!'| (?:allowed|menu|under|area|in|on|inside|unattended|left)\b)|\b(?:not|never) planning (?:an? )?(?:family|baby|children|pregnancy)\b/gu,
    /\bmarried with children\b|\bno plans? (?:to have|for|of having) (?:children|a baby|a family)\b|\bnot (?:be )?pregnant\b|\bno[- ]pregnan(?:cy|cies|t)\b(?: (?:agreement|clause|pledge|promise))?/gu,
    /\b(?:agree|promise|undertake|commit|pledge|sign)s? (?:[a-z]+ ){0,2}not to (?:become|get|be|fall) pregnant\b|\bnot to (?:marry|have (?:children|a baby|babies))\b/gu,
    /\bmust be (?:unmarried|single|married|childless)(?= (?:and|or|with|without)\b)/gu,
    /\bhas no (?:children|kids)\b/gu,
  ],
};
