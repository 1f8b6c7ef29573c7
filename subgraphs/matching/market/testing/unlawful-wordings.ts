import type { VacancyFaultCode } from '../vacancy-fault.ts';
import { wordings } from './wordings.ts';

/** Demands as employers word them, each with its kind. */
export const UNLAWFUL_WORDINGS: readonly (readonly [VacancyFaultCode, string])[] = [
  ...wordings(`
    仅招男工，夜班装卸 | 本岗位谢绝女士应聘 | 招小伙子若干，力气大 | 诚聘美女前台 | 女生勿投 | 限男 | 适合女孩子做的文员 | 招聘宝妈
    招聘业务员，男女比例需平衡，目前只缺男生 | 先生小姐均可但男性优先 | Men only | We prefer female candidates
    Looking for a young lady for the front desk | waitress wanted, girls only
    Male preferred for this position | No women please | Ladies need not apply
    The ideal candidate is a guy who can lift | 女士优先录用 | 要求形象好的女孩 | Women will not be considered
    女性将不予考虑 | 女性不予录用 | 男性不予录取 | 性别要求男 | 女，35以内 | We want a strong man
    handyman wanted, men preferred | female only | Females preferred
    lady boss assistant needed: female | 身高165以上的女孩 | 仅限女 | 男性为佳 | 以女性为主 | 女性较适合
    Suitable for women | Suitable for men | 适合男性 | 适合女性 | 最好是女的 | 最好男生 | 最好是男的 | 要男的 | 不要女的
    女的不要 | 要女的 | women of childbearing age need not apply | 年轻女性 | 仅女性 | 只招女 | 不招女 | Only men
    men wanted | male wanted | boys only | no girls | for women only | 女司机优先 | 男保安 | 女前台 | 女秘书
    female secretary | male driver wanted | 招募男模 | 招小姐姐 | 招大姐 | 招阿姨 | 招大叔 | 招小哥 | 诚聘美女前台一名
    招美女主播 | 只缺男生 | The ideal candidate is a guy | ideal candidate is a man | 仅男性 | 仅限女性 | 只招女性
    负责流水线组装，早八晚五，五险一金。要求：仅女性。 | Serve guests in the restaurant. Women will not be considered.
    负责前台接待，年轻女性，形象好 | 负责前台接待，招聘美女 | 大堂引导，仅女性 | 要求：仅女性。 | 限.男.性 | 👩only
    招女服务生 | 最好是能吃苦的小伙 | 保洁阿姨两名
  `).map((words) => ['SEX', words] as const),
  ...wordings(`
    年龄45周岁以下 | 35岁以上勿扰 | 只要90后 | 招00后 | 要求应届且不满25岁 | 不超过四十岁 | 年纪在30左右 | Must be under 35
    Aged 20 to 30 | No one above 40 | 年满十八岁至四十五岁 | age limit 28 | maximum age 40 years
    people born after 1990 only | Over-50s need not apply | 不要年纪大的 | 四十五岁封顶 | 只收年轻人
    Looking for someone in their twenties | People over 45 will not be hired | 00后优先 | 只招00后
    限00后 | 招95后 | 45岁以上不予录用 | male, under 35 | 年龄不限（50岁以下） | 18-45 | 18—45周岁 | 年龄30以下 | 30岁以下
    小于30岁 | 30周岁内 | 最大40岁 | 40岁封顶 | under the age of 30 | no older than 35
    between 18 and 30 years old | 18 to 30 years old | young people only
    recent graduates under 25 | 年轻貌美 | 招收00后 | 05后优先 | 不满25岁 | 未满三十岁 | over 50s need not apply
    people over 50 need not apply | in their twenties | someone in their 20s | 年纪大的不要 | 年龄大的勿扰
    收银工作，30周岁内
  `).map((words) => ['AGE', words] as const),
  ...wordings(`
    限本市户口 | 河南人勿扰 | 外地人不要 | 只招本地人 | 需哈尔滨户籍 | 非农户口优先 | Locals only | No people from Henan
    Applicants must hold a Harbin hukou | 不招外省的 | 本地户籍优先 | 新疆人除外 | 外省户籍不予录用
    local residents only | Local hukou required | Non-locals need not apply
    Harbin natives preferred | 东北籍优先 | 安徽籍勿扰 | 仅限道里区居民 | must be a Harbin resident | 本省人优先
    本市人优先 | 本地人优先 | Local people preferred | Beijing hukou preferred | must have local hukou
    农村户口不要 | 城镇户口优先
  `).map((words) => ['ORIGIN', words] as const),
  ...wordings(`
    未婚 | 未育女性勿投 | 要求三年内不得怀孕 | 不打算生二胎者优先 | 单身优先 | 离异不要 | Married applicants preferred
    must not be pregnant | Single people only | 入职两年内不得结婚 | 须签署不生育承诺
    must sign a no-pregnancy agreement | 已婚者不予录用 | 已婚者勿扰 | 离过婚的不要 | 有孩子的不要 | 有小孩者勿扰 | 无子女负担者优先
    无家庭负担 | Applicants with young children should not apply | 男女不限，但女性须未婚
    single women preferred | unmarried women preferred | no mothers | has no children
    childless preferred | 只要没孩子的 | 未生育者优先 | married preferred | Married candidates only
    unmarried candidates only | 须承诺不生育 | 签署不生育承诺书 | 签订不怀孕协议 | no-pregnancy clause to be signed
    must agree not to become pregnant
    须签三年不孕协议 | Must be unmarried and without children
  `).map((words) => ['MARRIAGE', words] as const),
  ...wordings(`
    不招维吾尔族 | Han Chinese only | no ethnic minorities | 回族除外 | 只招汉族员工 | 少数民族不予录用
    Tibetans not wanted | 藏族勿扰 | 蒙古族不要 | 汉族优先 | Must be Han | Must be of Han ethnicity
    Hui people need not apply | Tibetans need not apply | No Uyghurs | 不要藏族 | 不要少数民族 | 谢绝少数民族
  `).map((words) => ['ETHNICITY', words] as const),
  ...wordings(`
    无宗教信仰 | 信教者勿扰 | 不要穆斯林 | no Muslims | Christians preferred | 不得有宗教信仰 | 佛教徒优先
    Muslims will not be considered | must not be religious | non-religious applicants only
    基督徒优先 | atheists only | No Christians | Muslims need not apply | Catholics preferred
    no religious people | Muslims preferred | Buddhists only | Catholic applicants only | 不得信教
    不得信仰宗教 | 有宗教信仰者勿投
  `).map((words) => ['RELIGION', words] as const),
  ...wordings(`
    乙肝两对半阴性 | 体检须查HIV | 艾滋病携带者不要 | HBsAg negative required
    hepatitis B carriers will not be hired | 无传染病携带 | 乙肝携带者勿投 | 入职须做乙肝五项检查 | HIV test required
    不收小三阳 | 大三阳免谈 | 乙肝患者不予录用 | 体检项目含乙肝 | 需提供乙肝检测报告 | 入职体检包含HIV检测
    HIV positive applicants will be rejected | HIV-positive people need not apply | No HIV
    must not have HIV | 须无艾滋病 | no AIDS | HIV检测阴性 | 须提供HIV阴性证明 | 入职体检查乙肝 | 体检含乙肝五项 | 体检包括HIV
    乙肝阳性不录用 | 无肝炎 | HBV negative only | HIV negative only | no HIV positive
    must be HIV negative | Hep B negative | HBsAg negative | HBsAg must be negative
    hepatitis B carriers not accepted | No hepatitis B carriers
    carriers of hepatitis B need not apply | 小三阳不要 | 不要小三阳 | 大小三阳勿扰
    Answer the phones. HBsAg negative required. | 仓库夜班看护，入职体检包括HIV
    Persons with HIV will not be accepted | 体检须无大小三阳
  `).map((words) => ['HEALTH', words] as const),
  ...wordings(`
    不招残疾人 | 四肢健全 | 残疾勿扰 | no disabled applicants | 五官端正、肢体健全 | 聋哑人勿投
    People with disabilities need not apply | wheelchair users cannot be considered | 盲人不要
    Disabled people cannot be considered | 残疾人不予录用 | 肢体残疾者勿扰 | 听力障碍勿扰 | 无生理缺陷
    No physical disabilities | must be free of any disability | 精神残疾者不要 | 残疾人请勿应聘 | 不适合残疾人
    not suitable for disabled people | no deaf people | No blind applicants
    the disabled need not apply | must be physically perfect | 轮椅人士请勿投递
    wheelchair users not accepted | no wheelchair users | 轮椅使用者勿扰
    Drive a van. Applicants with disabilities will not be considered.
  `).map((words) => ['DISABILITY', words] as const),
  ...wordings(`
    低保户勿扰 | 不招吃低保的 | 不要领低保的人 | People on dibao need not apply | 领取救助金者不予录用 | 困难户不要 | 低保户不予录用
    No one receiving benefits | No one on minimum living allowance | 享受低保者不录用 | 失业救济人员勿扰
    受助对象不要 | 特困人员不要 | 无低保 | 非低保户 | no dibao | dibao families will not be considered | 领救助金的不要
    领取社会救助者勿扰 | no one on social assistance | welfare claimants will not be considered
  `).map((words) => ['ASSISTANCE', words] as const),
  ...wordings(`
    扣押身份证 | 身份证原件由公司保管 | 工作服押金200 | 须缴纳保证金 | a deposit of 500 yuan is required
    We keep your ID card | 上岗前缴纳培训费 | 需交风险抵押金 | provide a guarantor and hand over your passport
    首月工资压作押金 | 身份证暂存人事部 | Uniform deposit 300 refundable | 交报名费100元
    your diploma will be kept by us | 需抵押身份证 | 抵押毕业证 | 扣留身份证 | 保管身份证原件 | 收取押金 | 须交500元押金 | 押金500
    需缴纳服装费 | 每人交200元保证金 | Pay a security deposit | security deposit of 1000 yuan required
    employees must leave their ID card with us | ID cards are retained by the employer
    ID will be held until the end of contract | surrender your ID card | 暂扣身份证 | 工资押一个月 | 收取风险金
    交纳入职费 | A deposit is required | 押金300元 | 入职押金300元 | 工装押金200元 | 收押金 | 先交押金
    You will pay a deposit | deposit: 500 RMB | applicants must pay 500 yuan deposit
    hand in your ID card | ID card kept by company | we hold your ID
    passport will be kept by the company | 没收身份证 | 身份证由人事统一保管 | 身份证统一保管 | 扣证件 | 押身份证 | 工作服押金200元
    服装押金300元 | 交押金 | deposit required: 500 yuan | You must pay a deposit of 500 yuan
    A 500 yuan deposit is payable on joining | refundable deposit 300 | hand over your passport
    we keep your passport | passport will be held | 身份证交公司暂存 | 身份证上交 | 身份证押在公司 | 首月工资作押金
    压一个月工资 | 押一个月工资作保证金 | 毕业证原件由公司保管 | diploma will be held | 收取报名费 | 交服装费200元 | 需提供担保人 | 提供担保
    Pay a deposit before you start work | You must pay a deposit of 500 yuan before you start
    Deposit 500 yuan | A security deposit is payable by the employee
    deposit needed from new staff | we ask every new employee for a deposit
    Employees pay a 300 yuan uniform deposit | 在门店负责收银，入职时每人交押金三百元 | 在门店负责收银与理货，上班前交押金
    Assemble parts on the line. Day shift, five insurances. A deposit of 500 yuan is required before you start.
    看护仓库，身份证由人事统一保管 | 上班前交押金
    Assemble parts on the line. Day shift. A deposit of 500 yuan is required before you start.
    身份证押店里，干满三个月退 | 工装押金从首月工资扣
  `).map((words) => ['DEPOSIT', words] as const),
];
