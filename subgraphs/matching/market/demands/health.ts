import { NOT_WANTED, of, refusing } from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

const INFECTION =
  '(?:乙肝|甲肝|丙肝|肝炎(?!症状|病[房区科]|门诊|疫苗)|大小?三阳|小三阳|hbv|hbsag|澳抗|艾滋病?|hiv|性病)';
/** What no employer may have tested: 就业服务与就业管理规定 第十九条. */
const TESTED = '(?:乙肝|两对半|hbv|hbsag|hiv|艾滋病?)(?:病毒|表面抗原|抗体|两对半|五项|血清学)*';
const TESTED_OR_MEASURED = `${TESTED}(?:检测|检查|化验|指标|项目)?`;
const INFECTION_EN = '(?:hepatitis(?: b| c)?|hep b|hbv|hbsag|hiv|aids)';
const CARRIERS = {
  zh: `${INFECTION}(?:病毒|病原|表面抗原)?(?:携带者?|患者|感染者|阳性者?|人员|病人)?`,
  en: `${INFECTION_EN}(?:[- ]positive)? (?:carriers?|patients?|people|persons?|applicants?|candidates?)|carriers of ${INFECTION_EN}|hiv[- ]positives?|(?:people|persons|applicants|candidates|anyone) (?:living )?with ${INFECTION_EN}`,
};
/** What is tested in the course of the work, and where. */
const SAMPLES = '(?:样[本品]|标本|试剂盒?|血[样液清浆]|疫苗|实验室|门诊|献血者?)';
const KITS_EN =
  '(?:kits?|samples?|specimens?|sera|lab(?:oratory|oratories|s)?|clinics?|cent(?:re|er)s?|vaccines?|reagents?|strips?|controls?|results|hotline|programmes?|programs?|campaigns?)';

export const HEALTH: UnlawfulDemand = {
  code: 'HEALTH',
  words: {
    en: 'it refuses carriers of an infection, or asks for a test that no employer may ask for',
    zh: '排斥传染病病原携带者，或要求用人单位不得要求的检查',
  },
  statute: '就业促进法 第三十条；就业服务与就业管理规定 第十九条',
  lawful: [
    /(?:不|不得|不会|无需|不需|严禁|禁止|取消)(?:要求|强制|做|查|查验|检测|检查|进行|将)?(?:乙肝|hbv|hiv|艾滋病?)(?:项目|病毒|两对半|血清学)?(?:检测|检查|指标|五项)?/gu,
    // Whose work it is to test: 从事乙肝两对半检测, 检测HIV、HBsAg样本.
    /(?:从事|负责|开展|操作)[^,;。]{0,4}(?:乙肝|两对半|hbv|hiv)[^,;。]{0,8}(?:检测|检验|试剂|诊断)/gu,
    // Tested of whoever comes: 为客户做乙肝五项检测.
    new RegExp(
      `(?:客[户人]|顾客|患者|病人|居民|市民|孕产?妇|献血者|学生|受检者|体检者)[^,;。]{0,6}${TESTED}(?:检测|检查|化验|筛查)?`,
      'gu',
    ),
    new RegExp(
      `(?:检[测验查]|化验|处理|采集|分装|运送|录入)?[^,;。、]{0,4}(?:${TESTED}[、和及与]?){1,3}(?:检[测验]|诊断)?${SAMPLES}`,
      'gu',
    ),
    new RegExp(
      `\\b(?:[a-z]+ing |[a-z]+ )?(?:${INFECTION_EN}(?:[ -](?:negative|positive))? (?:and|or) ){0,2}${INFECTION_EN}[ -](?:rapid |self-|negative |positive )?(?:test(?:ing)?[ -]|screening )?${KITS_EN}\\b`,
      'gu',
    ),
    new RegExp(
      `\\b(?:perform|run|carry out|conduct|do|offer|provide|give|read|record|explain)(?:ing|s)? (?:[a-z]+ ){0,3}?${INFECTION_EN}[ -](?:test(?:ing|s)?|screenings?|checks?)\\b`,
      'gu',
    ),
    /乙肝(?:疫苗|防治|知识|门诊|携带者(?:平等|同等|均可|亦可|也可|可|不受限))|不(?:因|以)(?:携带)?乙肝|hepatitis b (?:vaccin\w*|carriers (?:are )?welcome)|(?:no|without)(?: an?)? (?:hepatitis(?: b)?|hbv|hiv) (?:tests?|testing|screening|checks?)\b/gu,
  ],
  forms: [of(CARRIERS, refusing)],
  patterns: [
    new RegExp(`(?:无|没有|非|限无|排除)(?:携带)?${CARRIERS.zh}`, 'gu'),
    new RegExp(`${CARRIERS.zh}(?:的|一律)(?:${NOT_WANTED}|不)`, 'gu'),
    new RegExp(
      `${TESTED_OR_MEASURED}(?:结果|报告)?(?:须|需|应|必须|要求)?(?:[为呈是])?(?:阴性|正常|转阴)`,
      'gu',
    ),
    // 入职体检包括HIV, 体检项目含乙肝, 体检须查HIV.
    new RegExp(`体检[^。;,]{0,8}?(?:包[含括]|[含有查做加测])[^。;,]{0,4}?${TESTED_OR_MEASURED}`, 'gu'),
    new RegExp(
      `(?:查|检查|检测|提供|出具|须做|需做)(?:[^。;,]{0,6}?)${TESTED_OR_MEASURED}(?:报告|证明)?`,
      'gu',
    ),
    new RegExp(
      `(?:需要?|须|要|[持凭带交])有?[^。;,]{0,6}?${TESTED}[^。;,]{0,6}?(?:检测|检查|报告|证明|化验)`,
      'gu',
    ),
    // Carrying an infection is no illness: 就业促进法 第三十条. 无传染病 alone is what health cards certify.
    /(?:无|没有|非)传染病(?:病原)?(?:体)?(?:的)?携带者?/gu,
    // WHY history alone: who handles food must be free of some infections today (食品安全法 第四十五条).
    /(?:无(?!需)|没有|[不未](?:得|能|可|曾)?(?:有|患))[^,;。]{0,6}传染病史/gu,
    /乙肝(?:两对半|五项|表面抗原)|两对半(?:正常|阴性)?/gu,
    new RegExp(
      `\\b(?:(?:no|without|free of|not (?:have|carry)) (?:hepatitis|hbv|hiv)|no aids(?= ?(?:$|[,.;!)]| patients?\\b| carriers?\\b)))\\b`,
      'gu',
    ),
    new RegExp(
      `\\b${INFECTION_EN}[ -](?:(?:(?:test )?(?:result )?(?:must|should|has to|needs to) be |is |result )?negative|free|test(?:ed|ing|s)?|screening|check)\\b(?: (?:is )?(?:required|only))?`,
      'gu',
    ),
    new RegExp(`\\btest(?:ed)? negative for ${INFECTION_EN}\\b`, 'gu'),
  ],
};
