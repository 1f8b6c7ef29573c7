import type { Words } from '../occupations/words.ts';
import type { VacancyFaultCode } from './vacancy-fault.ts';

/** A kind of demand that no employer may make, and how employers word it. */
export interface UnlawfulDemand {
  readonly code: VacancyFaultCode;
  readonly words: Words;
  readonly statute: string;
  /** Looked for in a plain text (see `plainText`). Each names the demand, not the subject: 男装 is clothing. */
  readonly patterns: readonly RegExp[];
  /** Where one of these holds around what was found, it is lawful: they are taken out of the text first. */
  readonly lawful: readonly RegExp[];
}

/** Not 不需要, 无需. */
const ONLY =
  '(?<![不无非])(?:仅限|只限|限|只招|仅招|只要|只收|[只仅](?:考虑|录用|接受|面向)|专招|必须是?|要求|需要?|须)';
const PREFERRED = '(?:优先(?:考虑|录用)?|为主|为佳|者佳|佳(?!木斯|节|期))';
/** After whom it refuses: 外地人勿扰. Not 不要错过, 不要求, 不收押金. */
const NOT_WANTED =
  '(?:的|者)?(?:请|就|一律|一概|恕|均|都)?(?:勿(?:扰|投|来|入|试|应聘)|慎投|免谈|免投|除外|不要(?![求错担紧犹押])|不招|不聘|不收(?![取费押任])|不录用|不予录用|谢绝|不考虑|不接受|不欢迎|不适合|不合适|别来|别投|莫来|绕行|绕道|止步)';
/** Before whom it refuses: 谢绝外地人. */
const REFUSING = '(?:不要|不招|不聘|不收|不录用|不接受|不欢迎|谢绝|拒绝|拒招|拒收|不考虑|禁止|别找|勿招)';
/** Where a clause begins and ends, for words that demand where they stand alone: 汉族，未婚，本地户口. */
const BEGINS = '(?<=^|[,;:、。!?(\\s])(?:须|需要?|应|必须|要求?|限)?(?:为|是)?';
const ENDS = '(?=$|[,;。!?)\\s])';
const HERE = '(?:本地|本市|本县|本区|本省|当地|城镇|城市|非农业?)';
const PLACE =
  '(?:河[南北]|东北|新疆|西藏|四川|安徽|山[东西]|湖[北南]|黑龙江|吉林|辽宁|内蒙古?|广[西东]|海南|甘肃|青海|宁夏|陕西|贵州|云南|江[西苏]|浙江|福建|重庆|北京|上海|天津|哈尔滨|哈市|齐齐哈尔|牡丹江|佳木斯|大庆)';
const ELSEWHERE = `(?:外地|外省|外市|外县|农村|外来|非${HERE})`;
const PEOPLE_OF = '(?:户籍|户口|人员|务工人员|居民|人(?![民力社才事脉])|籍)';
const PEOPLES =
  '(?:少数民族|回民|藏民|[回藏满蒙苗壮彝]族|维吾尔族|维族|蒙古族|朝鲜族|哈萨克族|鄂伦春族|赫哲族)';
const BELIEVERS = '(?:信教|信佛|信基督|有(?:宗教)?信仰|穆斯林|基督教?徒|佛教徒|天主教徒|伊斯兰教徒)';
const DISABLED_PEOPLE =
  '(?:残疾人?|残障人?|残疾证|聋哑人?|聋人|盲人|视障|听障|肢残|智障|精障|(?:精神(?:病|障碍|疾病)|抑郁症?|自闭症)(?:患者|人员|病人|者)|瘸子|跛子|坐轮椅|轮椅使用者)';
/** How one calls a woman or a man whom one looks for. */
const GIRL_OR_BOY = '(?:小伙子?|帅哥|美女|靓女|靓仔|姑娘|妹子|女孩|男孩|小姐姐|爷们|汉子|壮汉)';
const APPLY_NOT =
  '(?:(?:are|is|will be) )?(?:need not apply|should not apply|do not apply|not (?:wanted|accepted|considered|hired|welcome)|excluded|unwelcome)';
/** Men or women, in words or signs. */
const SEX = '[男女♂♀]';
const MEN_OR_WOMEN = '(?:males?|females?|men|man|women|woman|gentlemen|ladies|lady|girls?|boys?|guys?|lads?)';
const TENS = '(?:twenty|thirty|forty|fifty|sixty)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?';
const NUMBER = '(?:\\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?)';
const YEARS = '(?:周?岁)';

export const UNLAWFUL_DEMANDS: readonly UnlawfulDemand[] = [
  {
    code: 'SEX',
    words: { en: 'it demands or prefers one sex', zh: '限定或偏好性别' },
    statute: '就业促进法 第二十七条；就业服务与就业管理规定 第十六条',
    lawful: [
      /(?:男女|性别)(?:均可|都可|皆可|不限|平等|同工同酬|不拘)|不限(?:男女|性别)|无性别(?:限制|要求)/gu,
      /男[,、或和与及]?女(?:性|士|生)?(?:均可|都可|皆可|不限|都行|都要|兼收)/gu,
      /\b(?:male|female|men|women) ?(?:or|and|\/|&) ?(?:male|female|men|women)\b/gu,
      /性别(?:要求)?[:为]?男[,、/]?女/gu,
      /(?:妇女|女职工)(?:权益|特殊)?(?:保护|劳动保护)/gu,
      /女士优先(?:购物|上车|乘车|通行|服务|原则)/gu,
    ],
    patterns: [
      new RegExp(`${ONLY}(?:招)?(?:为)?${SEX}(?:性|士|生|工|员工|孩)?(?![装鞋包裤裙袜款浴宾科])`, 'gu'),
      new RegExp(`${SEX}(?:性|士|生|工|孩子?|同志|的)?${PREFERRED}`, 'gu'),
      new RegExp(`[男女](?:性|士|生|工|孩|的)${NOT_WANTED}|[男女](?:勿(?:扰|投)|免谈|[别莫]来)`, 'gu'),
      new RegExp(`${REFUSING}[男女](?:性|士|生|工|孩|的|${ENDS})`, 'gu'),
      // 男士两名; of both sexes there may be any number: 男女5名.
      /(?<![男女])[男女](?:性|士|生|工|孩|员工)?(?:若干|(?:\d{1,3}|[一二两三四五六七八九十]{1,2})[名位人个])/gu,
      // Standing alone: 男，能吃苦. 浴室(女) says where.
      new RegExp(
        `(?<=^|[,;:、。!?(\\s])(?<!(?:浴室|浴区|卫生间|厕所|洗手间|宿舍|公寓|更衣室|澡堂|病房|监区|[装鞋款])[(])[男女](?:性|士|生|的)?${ENDS}`,
        'gu',
      ),
      new RegExp(
        `(?<!不)(?:招聘?|聘|要|找)(?:(?:\\d{1,3}|[一二两三几])?[名位个])?[男女](?:性|士|生|工|的|孩|员工)?${ENDS}`,
        'gu',
      ),
      new RegExp(
        `适[合宜]于?(?:年轻)?[男女](?:性|士|生|孩|工|同志)(?:${ENDS}|干|做|从事|应聘|报名|来)`,
        'gu',
      ),
      // As the name of a post: 男电工. 男生宿舍管理员 says where, 女职工 whose rights.
      new RegExp(
        `(?<=^|[,;:、。!?(\\s])[男女](?!职工)[^装鞋包裤裙袜款浴宾科童更子厕,;。!?\\s][^,;。!?\\s]?(?:工|员|师|司机|会计|前台|保安)${ENDS}`,
        'gu',
      ),
      // 找个能吃苦的小伙子; not whom one cares for: 照顾走失的女孩.
      new RegExp(
        `(?<!不)(?:招聘?|聘|找|求|需要?|要)(?:(?:\\d{1,3}|[一二两三几])?[名位个])?(?:(?:(?![照看陪教带]|服务)[^,;。、!]){1,8}的)?${GIRL_OR_BOY}(?:${ENDS}|[\\d一二两三若])`,
        'gu',
      ),
      new RegExp(`(?:${GIRL_OR_BOY}|宝妈|阿姨|大姐)${PREFERRED}`, 'gu'),
      /性别(?:要求)?[:为]?\s*[男女](?!女|性?均|性?不限|性?皆|性?都)/gu,
      /(?<!不)(?:招聘?|诚聘|急聘|急招)[男女](?:性|士|生|工|员工|服务员|孩|保安|司机|会计|文员|前台|收银|店员|助理|客服|销售|导购|营业员|厨师|护工|普工|杂工|学徒)/gu,
      /(?:^|[,;:、。!?(\s])[男女](?:性)?\s?\d{2}\s?[-—–到至]\s?\d{2}/gu,
      new RegExp(`\\b${MEN_OR_WOMEN} (?:only|preferred|wanted|${APPLY_NOT})\\b`, 'gu'),
      new RegExp(
        `\\b(?:only|must be|prefer(?:ably)?|we want|looking for|seeking) (?:an? )?(?:(?!(?:for|to|of|with|in|and|or|who|the|serving|selling)\\b)[a-z-]+,? ){0,3}${MEN_OR_WOMEN}\\b(?!'s)`,
        'gu',
      ),
      new RegExp(`\\b(?:pretty|attractive|handsome|good-looking) ${MEN_OR_WOMEN}\\b`, 'gu'),
      new RegExp(
        `\\b(?:suitable|job|work|position|role) (?:only )?for (?:an? )?${MEN_OR_WOMEN}\\b(?!'s)`,
        'gu',
      ),
      /\bno (?:women|men|females|males|girls|boys|ladies|guys)\b|\bmale candidates?\b|\bfemale candidates?\b|\b(?:gender|sex): ?(?:male|female|m\b|f\b)/gu,
    ],
  },
  {
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
      // Whom the work is for: 三岁以下婴幼儿, 60岁以上老人.
      new RegExp(
        `(?:\\d{1,3}|[一二三四五六七八九十]{1,3})[\\s]?(?:[-—–到至~]\\s?\\d{1,3})?${YEARS}(?:以上|以下|以内|左右)?(?:的)?(?:失能|高龄|独居)?(?:[男女]性?)?(?:老人|老年人|长者|儿童|幼儿|婴幼儿|婴儿|宝宝|孩子|小孩|学生|患者|病人|学龄)`,
        'gu',
      ),
      // Whom one teaches, and whom an agency helps to work: 教35岁以上学员驾驶, 35岁以上大龄人员.
      new RegExp(`(?:[教带]|指导|培训)${NUMBER}${YEARS}(?:以上|以下)的?学员(?!${NOT_WANTED})`, 'gu'),
      new RegExp(
        `${NUMBER}${YEARS}以上的?(?:大龄|就业困难)(?:失业|劳动|就业|求职)?(?:人员|者)(?!${NOT_WANTED})`,
        'gu',
      ),
      /年龄(?:不限|不作限制|不设限制|无要求)|不限年龄|无年龄(?:限制|要求)/gu,
      /\b(?:at least|over|minimum age(?: of)?|aged?|must be|from)? ?(?:16|18)(?: years?(?: old| of age)?)?(?:\+| (?:or|and) (?:over|older|above))?(?! ?(?:-|–|—|to\b|and \d|years? (?:old )?(?:or|and) (?:under|younger)))(?= |[,.;!]|$)/gu,
      /\b(?:children|kids|babies|infants|toddlers|patients|pupils|seniors|residents|guests|people in our care)(?: (?:who are|aged))? (?:under|below|over|above|between)? ?\d{1,3}(?: (?:and|to|-) \d{1,3})?(?: (?:years? old|years))?/gu,
      /\b(?:under|below|over|within|up to|less than|more than|between) \d{1,2}(?: (?:and|to) \d{1,2})? (?:years|months|weeks|days|hours|minutes|kg|km|people|employees|staff|%)(?! (?:old|of age))/gu,
    ],
    patterns: [
      new RegExp(
        `${NUMBER}\\s?${YEARS}(?:以下|以内|之内|及以下|以上|及以上|封顶|左右|往[上下]|开外|为限)`,
        'gu',
      ),
      new RegExp(`(?:(?:不|不要|不得|不能|别)超过|不大于|小于|低于|未满|限|不高于)${NUMBER}${YEARS}`, 'gu'),
      new RegExp(`${NUMBER}${YEARS}?\\s?[-—–到至~]\\s?${NUMBER}${YEARS}`, 'gu'),
      new RegExp(
        `(?:年龄|年纪|岁数)(?:要求|限制|范围|最好)?[:为在]?\\s?(?:(?:不|不要|不得|不能|别)超过|不大于|小于|低于|限|控制在)?(?!(?:16|18|十六|十八)(?:周?岁)?(?:及|或)?(?:以上|${ENDS}))(?:\\d{2}|[二三四五六]?十[一二三四五六七八九]?)(?:周?岁)?\\s?(?:[-—–到至~]|以下|以内|之内|左右|封顶|以上|${ENDS})`,
        'gu',
      ),
      new RegExp(`(?<!\\d)(?:[6-9][05]|0[05])后(?:优先|${NOT_WANTED})`, 'gu'),
      new RegExp(`${ONLY}(?:[6-9][05]|0[05])后|${ONLY}年轻人|年轻人优先|年轻(?:貌美|漂亮|力壮)`, 'gu'),
      new RegExp(`(?:大龄|年纪大|年龄大|岁数大|上年纪|中老年人?)${NOT_WANTED}`, 'gu'),
      new RegExp(
        `(?<!不)(?:要|限|招|找|需|求)(?:[个名位])?(?:年轻|年纪轻)(?:的${ENDS}|小伙|女[生性]|男[生性]|员工|者)`,
        'gu',
      ),
      /出生(?:日期)?[:于在为]?\s?(?:19|20)\d{2}年?|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以后|之后|后|以前|之前|前)(?:出生|生人)/gu,
      // Of what else there are over forty (countries, guests, tonnes) nobody can list; an age is said of people, or to the clause's end.
      /\b(?:younger than|not? older than|not over|older than|max(?:imum)?\.? age(?: of|:)?|age limit(?: of|:)?) ?(?:[2-7]\d)\b(?! ?(?:%|months|days))/gu,
      /(?<!\b(?:of|to|for|in|at|from|by) )\b(?:under|below|less than|over|above)(?: the age of)? ?(?:[2-7]\d)(?= ?(?:$|[,.;!)]|years? (?:old|of age)\b|yrs?\b|only\b|preferred\b|applicants?\b|candidates?\b|people\b|need not\b|not\b))(?! ?years? (?:of )?experience)/gu,
      /\b(?:no ?(?:one|body)|anyone|candidates?|applicants?|people|workers|age[sd]?|must be|you are)(?: aged)? (?:over|above|under|below) ?[2-7]\d\b(?! ?(?:%|kg|km|cm|hours))/gu,
      new RegExp(
        `\\b(?:no ?(?:one|body)|not|anyone|candidates?|applicants?|people|workers) (?:aged )?(?:over|above|under|below|(?:older|younger) than) (?:${TENS})\\b(?! ?(?:percent|years? of (?:experience|history)))`,
        'gu',
      ),
      /(?:^|[,;.!(。] ?|\b(?:you are|must be|candidates?|applicants?|people|anyone|workers) )between \d{2} and \d{2}(?= ?(?:$|[,;.!)]))/gu,
      /\b(?:aged?|ages)(?: (?:between|from))?:? ?\d{2} ?(?:-|–|—|to|and|~) ?\d{2}\b/gu,
      /\bmust be \d{2} ?(?:-|–|to) ?\d{2}\b(?! ?(?:kg|cm|km|hours|minutes|%))/gu,
      /\bbetween \d{2} and \d{2} years (?:old|of age)\b|\b\d{2} ?(?:-|–|to) ?\d{2} years? (?:old|of age)\b/gu,
      /\b[2-7]\d(?: years?(?: old| of age)?)? or (?:under|younger|below)\b|\b(?:maximum|up to|at most) [2-7]\d years? (?:old|of age)\b/gu,
      /\bborn (?:in or )?(?:after|since|before) (?:19|20)\d{2}\b|\bno (?:old|older|elderly) (?:people|workers|applicants|candidates)\b/gu,
      /\b(?:youngsters|young(?:er)?(?: (?:people|persons|candidates|applicants|workers|staff))?) (?:only|preferred)\b|\b(?:we want|looking for|must be|seeking|only)(?: an?)? young(?:,|\b(?! (?:children|learners|pupils|patients|animals|trees|plants)))/gu,
    ],
  },
  {
    code: 'ORIGIN',
    words: { en: 'it demands or refuses a place of birth or of registration', zh: '限定或排斥户籍、籍贯' },
    statute: '就业促进法 第二十六条、第三十一条；就业服务与就业管理规定 第五条',
    lawful: [
      /(?:户籍|户口|籍贯|地域|本地外地|本外地)(?:均可|不限|不作限制|不设限)|不限(?:户籍|户口|籍贯|地域)|外地人?(?:亦可|均可|也可|提供住宿|可提供住宿)/gu,
      /(?:发货|包邮|配送)[^,;。]{0,12}除外/gu,
      /(?:协助|帮助|可|代)?办理(?:户口|落户)|落户(?:政策|补贴)|社保户/gu,
      /regardless of (?:hukou|origin|birthplace)|no (?:hukou|residence) requirements?/gu,
    ],
    patterns: [
      new RegExp(`${ONLY}(?:具有|持?有|是|为)?(?:${HERE}|${PLACE})市?${PEOPLE_OF}`, 'gu'),
      new RegExp(`(?:${HERE}|${PLACE})市?${PEOPLE_OF}者?${PREFERRED}`, 'gu'),
      // Standing alone: 本市户口, 具有本地户籍.
      new RegExp(
        `${BEGINS}(?:具有|持?有)?(?:${HERE}|${PLACE})[市省]?(?:户籍|户口)(?:[的者]|人员)?${ENDS}`,
        'gu',
      ),
      new RegExp(`${BEGINS}(?:招|找|收)?(?:${HERE}|${PLACE}本地)人${ENDS}`, 'gu'),
      new RegExp(`${ELSEWHERE}${PEOPLE_OF}?${NOT_WANTED}`, 'gu'),
      new RegExp(`${REFUSING}${ELSEWHERE}(?:${PEOPLE_OF}|的)?`, 'gu'),
      new RegExp(`${PLACE}(?:籍|人|省)?${NOT_WANTED}`, 'gu'),
      new RegExp(`${REFUSING}${PLACE}(?:[籍人的]|户[籍口]|${ENDS})`, 'gu'),
      /\b(?:locals?|local (?:residents?|people|hukou)) (?:only|preferred|required)\b|\bonly (?:locals|local residents)\b|\bno (?:outsiders|migrants|migrant workers|people from)\b|\b(?:local|urban) hukou\b(?! not)/gu,
      /\bnatives? of [a-z]+ only\b|\b[a-z]+ natives? only\b|\bpeople from [a-z]+ (?:only|need not apply)\b|\b(?:must (?:have|hold)|requires?|needs?) (?:an? )?(?!any\b|no\b)[a-z]+ hukou\b/gu,
    ],
  },
  {
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
    ],
    patterns: [
      new RegExp(`${ONLY}(?:为)?(?:未婚|已婚|单身|已育|未育|离异)`, 'gu'),
      new RegExp(`(?:未婚|已婚|单身|已育|未育|已婚已育|有孩|无孩)(?:者|人士|女性|男性)?${PREFERRED}`, 'gu'),
      /已婚已育|未婚未育|婚育(?:状况|情况)?[:为]\s?[已未]|未婚[,、]|(?:须|需|应)(?:已婚|未婚)/gu,
      /(?:[一二两三四五\d]年|合同期|在职期间|工作期间)内?(?:不得|不能|不可|不许|不允许|不准|禁止|不)(?:结婚|生育|怀孕|生孩子|要孩子|恋爱)/gu,
      /(?:无|没有|近期无)(?:生育|怀孕|二胎|三胎|结婚)(?:计划|打算)|(?:孕妇|怀孕(?:者|女性)?|哺乳期)(?:勿扰|免谈|除外|不要|不招|不录用)|(?:不招|不要|谢绝)(?:孕妇|怀孕)/gu,
      new RegExp(
        `${BEGINS}(?:未婚|已婚|单身|离异)(?:[未已]育)?(?:女性|男性|女士|男士|者|人士)?${ENDS}`,
        'gu',
      ),
      /(?:入职|应聘|面试|报到|须|需要?|请|携带|自带|提供|提交)[^,;。]{0,6}(?:婚姻|婚育|单身|未婚|生育)(?:状况|情况)?证明/gu,
      new RegExp(
        `${BEGINS}(?:孩子|小孩|子女)(?:已|都|均)经?(?:上学|上小学|上幼儿园|成年|长大|大了)[者的]?(?:${PREFERRED}|${ENDS})`,
        'gu',
      ),
      new RegExp(`单亲(?:妈妈|爸爸|母亲|父亲|家庭)?${NOT_WANTED}|${REFUSING}单亲`, 'gu'),
      new RegExp(`(?:已婚|未婚|结婚|单身|离异|带孩子|有孩子|有小孩)(?:人士)?${NOT_WANTED}`, 'gu'),
      new RegExp(`${REFUSING}(?:已婚|未婚|单身|离异|带孩子|有孩子|有小孩|产妇|哺乳期)`, 'gu'),
      /(?:不|没|无|暂不)(?:考虑|打算|准备|计划|想)(?:要|生|怀)(?:孩子?|小孩|育|娃|二胎|三胎|孕)|暂不(?:生育|要孩子|怀孕|结婚)/gu,
      /(?:入职|体检|提供|出具|须|需|要求)[^,;。]{0,4}(?:验孕|孕检|妊娠检|妊娠试验)(?!中心|科|室|护士|门诊|登记|陪)/gu,
      new RegExp(
        `(?:无|没有?)(?:家庭|孩子|小孩|子女|家务)的?(?:拖累|负担|牵绊|牵挂)|(?:无|没有)(?:孩子|小孩|子女)${ENDS}`,
        'gu',
      ),
      /\bpregnancy test(?:s|ing)? (?:is |are )?(?:required|needed|before)\b|(?:\bno|(?:^|[,;.(。] ?)without) (?:kids|children|family burdens?)\b(?!'| (?:allowed|menu|under|area))|\b(?:not|never) planning (?:an? )?(?:family|baby|children|pregnancy)\b/gu,
      /\b(?:unmarried|single|married|childless)(?: (?:people|candidates|women|men|persons?))? (?:only|preferred|required)\b|\bmust be (?:unmarried|single|married|childless)\b|\bmarried with children\b|\bno plans? (?:to have|for|of having) (?:children|a baby|a family)\b|\bnot (?:be )?pregnant\b|\bno pregnan/gu,
    ],
  },
  {
    code: 'ETHNICITY',
    words: { en: 'it demands or refuses an ethnic group', zh: '限定或排斥民族' },
    statute: '就业促进法 第二十八条；就业服务与就业管理规定 第四条',
    lawful: [
      /民族不限|不限民族|各民族(?:均可|平等)|少数民族(?:优先|适当照顾|优先录用|可适当照顾)|欢迎少数民族/gu,
      /民族(?:风味|舞蹈|服装|音乐|乡|自治县|特色)/gu,
    ],
    patterns: [
      new RegExp(`${ONLY}(?:为)?(?:汉族|汉人)`, 'gu'),
      new RegExp(`(?:汉族|汉人)${PREFERRED}`, 'gu'),
      new RegExp(`${BEGINS}汉[族人]${ENDS}`, 'gu'),
      new RegExp(`${PEOPLES}人?${NOT_WANTED}`, 'gu'),
      new RegExp(`${REFUSING}${PEOPLES}`, 'gu'),
      new RegExp(
        `\\b(?:whites?|blacks?|caucasians?|uyghurs?|tibetans?|mongols?|koreans?|hui|manchus?|minorities) ${APPLY_NOT}\\b`,
        'gu',
      ),
      /非少数民族|民族[:为]\s?汉/gu,
      /\b(?:whites|blacks|caucasians) (?:only|preferred)\b|\bno (?:blacks|whites|africans)\b/gu,
      /\bhan (?:chinese |ethnicity |people )?(?:only|preferred)\b|\bonly (?:ethnic )?han\b|\bno (?:ethnic )?minorit(?:y|ies)\b|\bno (?:uyghurs|tibetans|mongols|koreans)\b/gu,
    ],
  },
  {
    code: 'RELIGION',
    words: { en: 'it demands or refuses a belief', zh: '限定或排斥宗教信仰' },
    statute: '就业促进法 第三条；就业服务与就业管理规定 第四条',
    lawful: [/(?:不限宗教信仰|宗教信仰不限|尊重宗教信仰)/gu],
    patterns: [
      new RegExp(
        `(?:限|须|需|要求|必须)(?:为)?(?:无|没有)宗教信仰|${BEGINS}(?:无|没有)(?:任何)?宗教信仰(?:者|的|人士|人员)?(?:${PREFERRED}|${ENDS})`,
        'gu',
      ),
      new RegExp(`不?${BELIEVERS}(?:者|人员|人士)?${PREFERRED}`, 'gu'),
      new RegExp(`${BELIEVERS}(?:者|人员|人士)?${NOT_WANTED}|${REFUSING}${BELIEVERS}`, 'gu'),
      new RegExp(`${BEGINS}(?:不|不能|不得|不可)信[教佛]`, 'gu'),
      new RegExp(
        `\\b(?:muslims|christians|buddhists|believers) ${APPLY_NOT}\\b|\\batheists? preferred\\b`,
        'gu',
      ),
      /\bno (?:muslims|christians|buddhists|believers)\b|\b(?:muslims|christians|buddhists|atheists) only\b|\bno religious (?:belief|faith)\b/gu,
    ],
  },
  {
    code: 'HEALTH',
    words: {
      en: 'it refuses carriers of an infection, or asks for a test that no employer may ask for',
      zh: '排斥传染病病原携带者，或要求用人单位不得要求的检查',
    },
    statute: '就业促进法 第三十条；就业服务与就业管理规定 第十九条',
    lawful: [
      /(?:不|不得|不会|无需|不需|严禁|禁止|取消)(?:要求|强制|做|查|查验|检测|检查|进行|将)?(?:乙肝|hbv|hiv|艾滋病?)(?:项目|病毒|两对半|血清学)?(?:检测|检查|指标|五项)?/gu,
      // Whose work it is to test: 从事乙肝两对半检测.
      /(?:从事|负责|开展|操作)[^,;。]{0,4}(?:乙肝|两对半|hbv|hiv)[^,;。]{0,8}(?:检测|检验|试剂|诊断)/gu,
      /乙肝(?:疫苗|防治|知识|门诊|携带者(?:平等|同等|均可|可|不受限))|不(?:因|以)(?:携带)?乙肝|hepatitis b (?:vaccin\w*|carriers (?:are )?welcome)|no hepatitis b test/gu,
    ],
    patterns: [
      /(?:无|没有|非|不招|不要|拒绝|谢绝|限无|排除)(?:携带)?(?:乙肝|甲肝|肝炎|大三阳|小三阳|hbv|澳抗|艾滋病?|hiv|性病)/gu,
      new RegExp(
        `(?:乙肝|肝炎|大三阳|小三阳|hbv|艾滋病?|hiv)(?:病毒|表面抗原)?(?:携带者?|患者|阳性|人员)?(?:${NOT_WANTED}|阴性|一律不)`,
        'gu',
      ),
      /(?:查|检查|检测|提供|体检含|出具|须做|需做)(?:[^。;,]{0,6})(?:乙肝|两对半|hbv|hiv|艾滋)/gu,
      /(?:需要|须|要|[持凭带交])有?[^。;,]{0,6}(?:乙肝|两对半|hbv|hiv|艾滋)[^。;,]{0,6}(?:检测|检查|报告|证明|化验)/gu,
      // WHY history alone: who handles food must be free of some infections today (食品安全法 第四十五条).
      /(?:无|没有|[不未](?:得|能|可|曾)?(?:有|患))[^,;。]{0,6}传染病史/gu,
      /乙肝(?:两对半|五项|表面抗原)|两对半(?:正常|阴性)?/gu,
      /\b(?:no|without|free of|not (?:have|carry)) (?:hepatitis|hbv|hiv)\b|\b(?:hepatitis b|hep b|hbv|hiv)[ -](?:free|negative|test(?:ed|ing|s)?|screening|check)\b|\bhepatitis b (?:carriers? )?(?:not|need not|excluded)\b/gu,
      new RegExp(
        `\\b(?:hepatitis b|hbv|hiv) (?:carriers?|patients?|positive people) ${APPLY_NOT}\\b|\\btest(?:ed)? negative for (?:hepatitis|hbv|hiv)\\b`,
        'gu',
      ),
    ],
  },
  {
    code: 'DISABILITY',
    words: { en: 'it refuses disabled people', zh: '排斥残疾人' },
    statute: '就业促进法 第二十九条；残疾人保障法 第三十八条',
    lawful: [
      /残疾人?(?:优先|均可|亦可|也可|同等|可|适合|欢迎)|欢迎残疾人?|不限(?:是否)?残疾|disabled (?:people|candidates|applicants) (?:are )?welcome/gu,
    ],
    patterns: [
      new RegExp(`${DISABLED_PEOPLE}(?:[士员]|人员)?${NOT_WANTED}|${REFUSING}${DISABLED_PEOPLE}`, 'gu'),
      /(?:无|没有|[不未](?:得|能|可|曾)?(?:有|患))(?:[^,;。]{0,6}、)?(?:家族)?精神(?:病|疾病|障碍)史/gu,
      /(?:非|无)(?:身体)?残(?:疾|障)|(?:四肢|肢体|五官|身体)(?:健全|端正|无残)|(?:无|没有)(?:身体|生理|肢体)(?:缺陷|残缺|障碍)/gu,
      new RegExp(
        `\\b(?:disabled(?: people| persons| applicants| candidates)?|people with disabilities|wheelchair users|deaf people|blind people) ${APPLY_NOT}\\b|\\bno wheelchair users\\b`,
        'gu',
      ),
      /\bno disab(?:led|ilit)|\bable[- ]bodied\b|\b(?:not|non)[- ]?disabled\b|\bwithout (?:a |any )?disabilit/gu,
    ],
  },
  {
    code: 'ASSISTANCE',
    words: {
      en: 'it refuses people for the assistance that they or their households draw',
      zh: '排斥享受社会救助或就业援助的人员及其家庭',
    },
    statute: '就业促进法 第三条、第五十二条；就业服务与就业管理规定 第四条',
    lawful: [
      /(?:低保|特困|零就业|贫困|脱贫|建档立卡)(?:家庭|户|人员|对象)?(?:优先|均可|亦可|也可|欢迎)|欢迎(?:低保|特困|零就业|贫困|脱贫)/gu,
    ],
    patterns: [
      new RegExp(
        `(?:低保|特困|贫困|零就业|受救助|建档立卡|失业|下岗)(?:家庭|户|人员|对象|人)?(?:成员)?${NOT_WANTED}`,
        'gu',
      ),
      new RegExp(
        `${REFUSING}(?:吃|领|享受)?(?:低保|特困|贫困|零就业|受救助|建档立卡|失业|下岗)(?![底障保])`,
        'gu',
      ),
      /(?:非|无|没有|未(?:领|享受)(?:取)?)(?:低保|特困)(?![底障])|家庭(?:无|非|没有)(?:低保|贫困)/gu,
      /\b(?:no|not on) (?:dibao|welfare|social assistance|benefit claimants?)\b|\bwelfare (?:recipients?|families) (?:not|need not|excluded)\b/gu,
      new RegExp(
        `\\b(?:people on (?:benefits|welfare|dibao)|(?:dibao|benefit|welfare) (?:recipients|claimants|families)|unemployed(?: people)?) ${APPLY_NOT}\\b`,
        'gu',
      ),
    ],
  },
  {
    code: 'DEPOSIT',
    words: {
      en: 'it asks for a deposit, a fee or the identity card of whoever is hired',
      zh: '向劳动者收取押金等财物，或扣押证件',
    },
    statute: '劳动合同法 第九条；就业服务与就业管理规定 第十四条',
    lawful: [
      /(?:不|无|免|无需|不需要?|无须|不得|严禁|禁止|拒绝|绝不|从不)(?:收取?|缴纳?|交纳?|支付|扣押?|押)?(?:任何)?(?:员工)?(?:押金|保证金|抵押金|风险金|培训费|服装费|报名费|体检费|身份证)/gu,
    ],
    patterns: [
      /(?:入职|上岗|报到|录用|应聘|报名|签约|须|需要?|应|先)[^,;。]{0,6}[交缴付]纳?(?:[^,;。客顾租户]{0,6})(?:押金|保证金|抵押金|风险金|培训费|服装费|报名费)/gu,
      /(?:向员工|向本人|入职)[^,;。]{0,4}收取?[^,;。]{0,6}(?:押金|保证金|抵押金|风险金|培训费|服装费)|(?:服装|工服|工装|上岗|入职)押金/gu,
      /(?:扣押?|抵押|[收上]交|暂押|代管|留存)(?:员工|本人)?(?:的)?(?:身份证|毕业证|证件)原件|(?<!不)[扣押]押?(?:身份证|毕业证|证件)|(?:身份证|毕业证)(?:原件)?(?:由|交)(?:公司|单位|本店)(?:统一)?(?:保管|代管|扣)/gu,
      /\b(?:pay|paying|leave|requires?) (?:an? )?(?:\w+ )?deposit (?:before|when|on|upon|to) (?:starting|joining|hiring|start|join|being hired)\b|\bwe (?:keep|hold|retain) your (?:id|identity) card\b/gu,
    ],
  },
];
