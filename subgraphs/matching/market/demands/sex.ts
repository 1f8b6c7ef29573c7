import {
  aloneInEnglish,
  asking,
  described,
  ENDS,
  HIRING,
  of,
  PREFERRED,
  refusing,
  SOME,
} from './demand-forms.ts';
import type { UnlawfulDemand } from './unlawful-demand.ts';

/** What is of women or men and no woman or man that one hires: 女装, 女性用品, 男患者. */
const NOT_OF_THINGS =
  '(?![装鞋包裤裙袜款浴宾科童更厕子儿友神王表团宿卫囚犯病]|职工|用品|内衣|服[装饰]|护肤|健康|权益|保护|顾客|客[人户群]|患者|老人|老年|学[员生]|会员|公寓|洗手|观众|读者|消费|主任|联合会|之家|品牌|产品|化妆|美容|时尚)';
/** Posts that are told of one sex: 女前台, 男保安. */
const POST =
  '(?:服务[员生]|保安员?|司机|驾驶员|会计|文员|前台|收银员?|店[员长]|助理|客服|销售员?|导购员?|营业员|厨[师工]|护[工士]|保姆|保洁员?|普工|杂工|学徒|秘书|技[师工]|主[播持]人?|模特?|搬运工|经理|业务员|[电焊木瓦油]工|教[师练]|老师|工程师|操作工|工人?)';
const YOUNG = '(?:年轻的?|青年|漂亮的?)?';
const MAN_OR_WOMAN = `${YOUNG}(?:[男女](?:性|士|生|孩子?|同志|员工|人|的|${POST})|(?<![子儿孙男])[男女♂♀](?![性士生孩同员人的女])|妇女(?!儿童|工作))${NOT_OF_THINGS}`;
/** How one calls a woman or a man whom one looks for. */
const GIRL_OR_BOY =
  '(?:小伙子?|帅哥|美女|靓女|靓仔|姑娘|妹子|小姐姐|爷们|汉子|壮汉|大姐(?!姐)|阿姨|宝妈|小哥|大叔|大妈|大爷)';
const POST_EN =
  '(?:driver|secretar(?:y|ies)|receptionist|guard|cleaner|nurse|assistant|cook|chef|clerk|cashier|operator|waiter|attendant|carer|caregiver|teacher|salesperson|model|helper|packer|porter|welder|electrician|host|manager|accountant|labourer|laborer)s?';
const MALE_OR_FEMALE = '(?:fe)?males?';
const MEN_OR_WOMEN = `(?:women of child-?bearing age|(?:fe)?male ${POST_EN}|${described(MALE_OR_FEMALE)}|men|man|women|woman|gentlemen|ladies|lady|girls?|boys?|guys?|lads?)(?![-'’])`;
const PEOPLE = { zh: `${MAN_OR_WOMAN}|${GIRL_OR_BOY}`, en: MEN_OR_WOMEN };

export const SEX: UnlawfulDemand = {
  code: 'SEX',
  words: { en: 'it demands or prefers one sex', zh: '限定或偏好性别' },
  statute: '就业促进法 第二十七条；就业服务与就业管理规定 第十六条',
  lawful: [
    /(?:男女|性别)(?:均可|都可|皆可|不限|平等|同工同酬|不拘)|不限(?:男女|性别)|无性别(?:限制|要求)/gu,
    /男[,、或和与及]?女(?:性|士|生)?(?:均可|都可|皆可|不限|都行|都要|兼收)/gu,
    /男([^,;。、\s]{1,4})[,、或和与及]?女\1(?:均可|都可|皆可|不限|都行|都要)/gu,
    /\b(?:male|female|men|women) ?(?:or|and|\/|&) ?(?:male|female|men|women)\b/gu,
    /性别(?:要求)?[:为]?男[,、/]?女/gu,
    /(?:妇女|女职工)(?:权益|特殊)?(?:保护|劳动保护)/gu,
    // Who comes to the shop or works there already: 顾客以女性为主.
    /(?:顾客|客[人户群]|会员|学员|患者|病人|老人|服务对象|消费者|受众|用户|观众|读者|团队|同事|员工)[^,;。]{0,6}(?:以|多为|多是|主要[为是])(?:年轻|中年)?(?:男|女)(?:性|士|生)?(?:为主|居多)?/gu,
    /\b(?:wom[ae]n|ladies|men|girls|boys)(?: |-)only (?:gyms?|pools?|wards?|dormitor(?:y|ies)|hostels?|changing|saunas?|hours?|class(?:es)?|floors?|carriages?|sections?|spas?|shelters?|clinics?|baths?)\b/gu,
  ],
  forms: [of(PEOPLE, asking, refusing)],
  patterns: [
    // 找个能吃苦的小伙子; not whom one cares for: 照顾走失的女孩.
    new RegExp(
      `(?:${HIRING}|最好[是为])(?:(?:\\d{1,3}|[一二两三几])?[名位个])?(?:(?![照看陪教带]|服务)[^,;。、!]){1,8}的(?:${GIRL_OR_BOY}|[男女](?:性|士|生|孩子?)${NOT_OF_THINGS})(?:${SOME}|${ENDS})`,
      'gu',
    ),
    // 身高165以上的女孩.
    new RegExp(`(?:身高|形象好?)[^,;。男女]{0,10}的?[男女](?:性|士|生|孩子?)${NOT_OF_THINGS}`, 'gu'),
    // 保洁阿姨两名.
    new RegExp(`(?:保洁|保姆|做饭|清洁|食堂|洗碗|客房)(?:阿姨|大[姐妈叔爷])${SOME}`, 'gu'),
    // 诚聘美女前台, 招聘男销售人员.
    new RegExp(`${HIRING}(?:${GIRL_OR_BOY}|[男女](?:性|士|生)?)${POST}(?:人员)?(?:${SOME})?`, 'gu'),
    // 男士两名; of both sexes there may be any number: 男女5名.
    new RegExp(`(?<![男女])[男女](?:性|士|生|工|孩|员工|${POST})?${SOME}`, 'gu'),
    // Standing alone: 男，能吃苦. 浴室(女) says where.
    new RegExp(
      `(?<=^|[,;:、。!?(\\s])(?<!(?:浴室|浴区|卫生间|厕所|洗手间|宿舍|公寓|更衣室|澡堂|病房|监区|[装鞋款])[(])${YOUNG}[男女](?:性|士|生|的)?${ENDS}`,
      'gu',
    ),
    // As the name of a post: 男电工. 男生宿舍管理员 says where, 女职工 whose rights.
    new RegExp(
      `(?<=^|[,;:、。!?(\\s])[男女](?!职工)(?:${POST}|[^装鞋包裤裙袜款浴宾科童更子厕宿病,;。!?\\s][^,;。!?\\s]?(?:工|员|师))${ENDS}`,
      'gu',
    ),
    /性别(?:要求)?[:为]?\s*[男女](?!女|性?均|性?不限|性?皆|性?都)性?/gu,
    /(?:^|[,;:、。!?(\s])[男女](?:性)?\s?\d{2}\s?[-—–到至]\s?\d{2}/gu,
    new RegExp(`[♂♀👨👩🚹🚺] ?(?:only\\b|${PREFERRED})`, 'gu'),
    // Standing alone: female secretary.
    aloneInEnglish(`(?:young )?(?:fe)?male (?:[a-z]+ )?${POST_EN}`),
    /\b(?:pretty|attractive|handsome|good-looking) (?:(?:fe)?males?|men|man|women|woman|gentlemen|ladies|lady|girls?|boys?|guys?|lads?)\b/gu,
    /\b(?:gender|sex): ?(?:male|female|m\b|f\b)|(?:needed|wanted|required): ?(?:fe)?male\b/gu,
    /\b(?:fe)?male candidates?\b/gu,
  ],
};
