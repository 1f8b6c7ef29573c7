import { wordings } from './wordings.ts';

/** What vacancies lawfully say of sexes, ages, places, families, peoples, beliefs, bodies, assistance and deposits. */
export const LAWFUL_WORDINGS: readonly string[] = [
  ...wordings(`
    女装导购，负责试衣间整理 | 负责男士皮鞋销售 | 母婴用品店店员 | 照顾女性老年患者的护工，服务对象多为女性 | 清洁男女卫生间 | 35岁以上者亦欢迎 | 不限年龄、性别、户籍
    妇女儿童医院保洁 | 残疾人优先，提供无障碍通道 | 低保家庭成员优先录用 | 本公司不收取任何押金 | 不扣押身份证 | 退役军人优先 | 男女不限，同工同酬 | 婚育不限
    不查乙肝，不查艾滋 | 民族不限，尊重少数民族饮食习惯 | 清真餐厅厨师，供应清真食品 | 回族风味小吃店招厨工 | 公司成立30年，员工平均年龄28岁 | 一年以上仓储经验
    工作地点在河南街 | 东北菜厨师 | 负责押金收退的酒店前台 | 负责收取租户押金并开具收据 | 办理身份证件复印登记 | 负责核验旅客身份证 | 为残疾人提供送餐服务
    残疾人康复中心招聘护理员 | 养老院护理员，照顾60至90岁老人 | 幼儿园保育员，照料3-6岁幼儿 | 婚纱摄影店助理 | 婚庆策划 | 佛教用品店店员 | 教堂建筑修缮木工
    乙肝疫苗冷链配送 | 艾滋病防治宣传员 | 血站检验员，检测HIV、HBsAg样本 | 年满18周岁 | 已满十六周岁即可 | 需持健康证 | 会说本地方言者优先考虑客服岗
    熟悉本地路线 | 男科医院导诊 | 妇科护士 | 女子监狱食堂采购配送 | 少数民族地区物流专线 | 社会救助站夜班值守 | 低保资料录入员 | 保证金账户会计核算 | 押运员
    孕妇装销售 | 月嫂，照顾产妇与新生儿 | 我们不问婚姻，不问生育计划 | 缺勤不扣身份证，不收押金 | 孕期女职工依法享受产假 | 女职工享受三八节半天假
    60岁以上客户较多，需耐心 | 工龄满一年年假5天 | 本科毕业生欢迎 | 2026届毕业生亦可 | 单身宿舍可提供 | 提供单身公寓 | 夫妻房可申请 | 夫妻工均可
    下岗失业人员、低保人员优先 | 农民工欢迎 | 外地人包吃住 | 不收取押金 | 入职不交押金，不扣证件 | 无需押金 | 押金全免 | 客户须交押金500元，由前台代收
    租车门店：向顾客收取车辆押金 | 顾客须出示身份证 | 身份证识别仪组装 | 男女均可 | 男女不限 | 性别不限 | 年龄不限 | 50岁以上亦可 | 欢迎40岁以上人员应聘
    没有年龄限制 | 服务对象为60岁以上老人 | 照顾80岁老人 | 接待65岁以上游客 | 教授7-12岁儿童绘画 | 3-5年工作经验 | 25-35人团队 | 20-30分钟车程
    老年大学教师，学员55岁以上 | 女装车间缝纫工 | 男装店导购 | 女更衣室保洁 | 妇产科护士 | 男护士女护士均可 | 孕婴店导购 | 婚介所文员 | 民政局婚姻登记处保安
    已婚未婚不限 | 不问婚育 | 民族工艺品销售 | 民族学院食堂帮厨 | 寺庙景区检票员 | 本地生活服务推广 | 外地出差较多 | 需出差到河南 | 籍贯不限
    户籍不限，外地人员亦可 | 办理户籍档案扫描 | 乙肝疫苗生产线操作工 | 乙肝携带者亦可 | 不要求乙肝检查 | HIV检测试剂盒生产操作工 | 艾滋病检测实验室检验员
    残疾人托养中心护工 | 盲道铺设工 | 盲人按摩店前台 | 残疾人车位管理 | 欢迎残疾人应聘 | 低保核查员 | 救助站护理 | 福利好，五险一金 | 保证金业务柜员
    银行存款deposit柜员 | 护照翻译 | 身份证拍照员 | 年龄满18周岁即可 | 须满18周岁 | 法律规定年满18岁 | 18岁以上 | 退休人员亦可 | 应届毕业生优先
    女儿节礼品包装 | 男科用品仓库理货 | 小姐妹美甲店前台 | 先生面馆服务员 | 帅康电器安装 | 美女峰景区导览 | 处男座 | 我们团队以90后为主 | 团队平均年龄30岁
    平均年龄35岁的年轻团队 | 公司有大量女员工 | 本店女员工较多 | 保姆 | 清洁大姐团队友好 | 师傅 | 安全帽押金由公司承担 | 收银员，核对押金 | 共享单车押金退还客服
    交通便利，交金 | 五险一金按时缴纳 | 公司缴纳工伤保险 | 培训费由公司承担 | 培训免费 | 体检费由公司承担 | 工服免费 | 住宿免押金
    负责照护失能老人起居，女性老人居多，需耐心细致 | 养老院护理员，照顾男性老人沐浴 | 月子中心护理师，服务产妇和新生儿 | 医院陪护，陪患者检查，帮助行动不便的病人
    负责儿童病房清洁，禁止儿童入内的区域需巡查 | 产科护士，需护士执业证 | 妇幼保健院收费窗口，收取住院押金 | 负责收取患者押金并开具票据 | 儿科护士，照看3岁以下患儿
    社区护士，随访65岁以上老年人 | 体检中心护士，为客户做乙肝五项检测 | 疾控中心检验员，负责HIV抗体检测 | 采血车司机，运送血液样本 | 健康管理师，讲解乙肝防治知识
    艾滋病自愿咨询检测门诊接待 | 精神卫生中心护工，照料精神障碍患者 | 康复技师，帮助残疾人训练 | 盲人学校食堂厨师 | 特殊教育学校教师，教聋哑学生
    轮椅通道维护，无障碍设施检修 | 残疾人联合会办事员，受理残疾证申请 | 负责低保户入户核查，填写表格 | 救助站值班员，接待流浪人员 | 就业服务窗口，帮助失业人员办理登记
    协助零就业家庭成员求职 | 民政窗口，审核困难家庭申请 | 婚姻登记处窗口，办理结婚登记和离婚登记 | 离婚律师助理，整理卷宗 | 婚介所红娘，为单身人士牵线
    单身公寓管家，负责收租和押金 | 单身宿舍提供，夫妻可同住 | 幼儿园保安，禁止外来人员进入 | 小区保安，登记外来人员和车辆 | 门卫，拒绝外来推销 | 学校宿管，管理男生宿舍
    女生宿舍值班员，男女不限 | 酒店客房，整理单身房、双人房 | 酒店前台，办理入住、收取押金、退还押金 | 前台，登记客人身份证，保管客人贵重物品 | 租车门店，收取押金，检查车辆
    负责租赁合同和押金条 | 银行柜员，处理定期存款和保证金业务 | 信贷员，审核借款人提供的担保 | 投标专员，缴纳投标保证金 | 招标代理，收取保证金 | 培训学校前台，收取学员报名费
    驾校教练，学员年龄18至60岁 | 老年大学舞蹈老师，学员以女性为主 | 健身教练，会员多为年轻女性 | 女装店店长，顾客以年轻女性为主 | 男装裁缝，会做西装
    男鞋专柜营业员，女鞋专柜营业员 | 女性健康杂志编辑 | 妇女儿童活动中心保洁 | 妇联合同制文员，宣传妇女权益 | 化妆师，为新娘化妆 | 美发师，男女发型都会
    公共浴室男部搓澡师傅招聘，女部亦招 | 快递员，派送本市区域 | 货车司机，跑哈尔滨至北京线路 | 外地出差，差旅费公司承担 | 本地配送，不跑外省
    长途司机，熟悉河北、山东路线优先 | 熟悉本地市场者优先 | 河南烩面馆厨师 | 四川火锅店服务员，会四川菜优先 | 新疆大盘鸡店后厨，清真 | 朝鲜族冷面馆帮厨
    回族食堂厨师，遵守清真规定 | 满族文化博物馆讲解员 | 蒙古族服装设计师 | 朝鲜语翻译，会朝鲜语优先 | 藏医馆药剂师 | 少数民族预科班班主任 | 寺庙文物修复，尊重宗教信仰
    基督教堂维修电工 | 佛教文化公司设计，会画佛像 | 不问户籍、婚育、民族、宗教信仰 | 不因性别、年龄、户籍、民族拒绝录用 | 我们不歧视残疾人，欢迎乙肝携带者应聘
    平等就业，女性、残疾人同等对待 | 包装工，18岁以上，身体健康 | 机床操作工，需要力气，搬运20-30公斤 | 温度30-40度的车间，有高温补贴 | 班组30-45人，三班两运转
    每件18-45元计件 | 工作时间8-16点，16-24点两班 | 有25年历史的食品厂 | 60岁以上老人免费乘车，司机需耐心 | 票务员，核对65岁以上老人优待证
    景区检票，1.2米以下儿童免票 | 退休返聘亦可，60岁以上也可 | 20岁到60岁均可 | 有00后也有60后的温暖团队 | 90后创业团队，扁平管理 | 年轻人喜欢的奶茶店店员
    产品适合年轻人的潮牌店 | 适合女性顾客的柜台 | 要求持有身份证，健康证 | 面试请携带身份证原件和毕业证复印件 | 入职请提供身份证复印件 | 身份证扫描录入员
    出入境窗口，受理护照申请，保管护照空白本 | 失物招领，拾到的身份证上交派出所 | 押运员，负责押送贵重货物 | 不压工资，按月发放 | 工资不押，每月15日发 | 不收任何押金和费用
    免费提供工服，无押金 | 工服费由公司承担 | 培训费公司出，体检费报销 | 报名费全免，包吃住 | 缴纳五险一金，交通补贴 | 应付账款会计，核对保证金
    担保公司文员，为小微企业提供担保 | 需要会电焊，男女均可 | 要求女职工定期妇科体检，公司付费 | 男护士女护士均可，需执业证 | 男女服务员若干 | 男女搭配干活不累，性别不限
    找人手，能吃苦即可 | 不要求经验，不要求学历 | 不接受兼职，不考虑实习生 | 谢绝中介，非诚勿扰 | 请勿携带儿童进入车间 | 无犯罪记录，无不良嗜好 | 无传染性疾病，须办健康证
    色彩搭配师，色盲检测仪销售 | 身体健康，能适应夜班 | 需照顾有孩子的家庭，做饭接送 | 育儿嫂，照顾双胞胎 | 孕妇装销售，孕妇摄影助理 | 母婴店导购，接待孕妇和宝妈
    哺乳期女职工有哺乳时间 | 怀孕女职工调整岗位 | 生育津贴照发，生育保险齐全 | 贫困地区支教老师 | 建档立卡户可优先 | 需要单身公寓管理员 | 要求会做男装打版
    须有女装销售经验 | 要求熟悉本地人文历史 | 需要本市人民医院健康证明 | 招本地特产销售，懂东北话即可 | 找本地货源，跑当地市场 | 要求有残疾人护理经验
    需有照顾残疾人经验者优先 | 要求具备回族饮食知识 | 须了解伊斯兰教饮食禁忌 | 要求熟悉基督教堂音响设备 | 不接受未婚妻陪同出差报销 | 不收男女搭配费用
    谢绝女士品牌代理商推销 | 禁止男性顾客进入女浴区，请提醒 | 禁止向孕妇和儿童售烟 | 不得歧视已婚妇女 | 不得拒绝录用残疾人 | 不拒绝任何少数民族应聘者
    严禁以乙肝携带者为由拒绝录用 | 不得以已婚、怀孕为由辞退 | 工作不分男女，能者居之 | 男方女方婚前财产公证助理 | 老人以女性为主的养老院 | 客户多为女性，善于沟通者优先
    会员以男性为主的健身房 | 适合应届毕业生，适合宝妈时间灵活 | 欢迎宝妈，欢迎退伍军人 | 宝妈可做，时间自由 | 阿姨和大姐们相处融洽 | 外卖小哥休息站管理员
    大爷大妈广场舞活动组织 | 空姐制服缝纫工 | 需要大姐姐般的耐心 | 姑娘山景区讲解员 | 小哥白尼科技馆讲解 | 要美女蛇造型化妆 | 美女画报编辑 | 男科女科收费员
    男女裤缝制 | 男款女款均需打样 | 电工，男女不限 | 电工（男女不限） | 女工程师论坛会务 | 女排俱乐部后勤 | 男足训练基地厨师 | 子女优先入学政策，职工子女优先入园
    儿女教育补贴 | 老年人优先，设爱心窗口 | 老人、孕妇优先上车，司机需提醒 | 老年用品销售，服务中老年人 | 大龄儿童托管老师 | 年纪大的客人较多，需耐心
    年轻有活力的团队，欢迎加入 | 欢迎各年龄段求职者 | 工龄满25年奖励 | 司龄30年以上的老师傅带教 | 店龄25年 | 楼龄20-30年小区物业 | 树龄35岁古树养护
    球龄不限，教练证优先 | 车龄18年以上车辆检测 | 一岁以上儿童托班 | 婴儿1岁以内看护 | 教6至12岁学生 | 照看45岁以上慢病患者 | 接诊18-45岁孕产妇
    服务40岁以上客户群体 | 会员年龄35岁以上，需耐心讲解 | 观众以中老年为主 | 读者多为90后 | 游客多为年轻人 | 户口登记窗口，负责本市户口迁移
    户籍科文员，整理本地户籍档案 | 负责外地户籍学生入学登记 | 为外来务工人员办理居住证 | 外来人员登记，流动人口协管 | 外地客户接待，外地人问路耐心 | 不要外地货，只卖本地菜
    本地人多，外地人也不少 | 北京总部，上海分公司 | 山东大厦服务员，湖南菜馆 | 新疆棉加工，不收新疆包裹以外费用 | 海南出差除外，其余不外派 | 四川菜除外都会做
    广西米粉，江西炒粉 | 优先派往北京学习 | 优先安排本地项目 | 仅限市区配送，只限本区路线 | 限本市使用的交通卡充值 | 仅限本县范围送货 | 仅限哈尔滨市内出差
    限道里区、南岗区工作 | 需在道里区居住证办理点上班 | 婚姻家庭咨询师，单亲家庭辅导 | 已婚未婚均可，离异也可以 | 带孩子的家庭套房保洁 | 没有孩子的吵闹，环境安静
    有孩子也没关系，可弹性上下班 | 结婚给礼金，生育给假期 | 三年内不涨租，工作期间不得吸烟 | 签订劳动合同，承诺不拖欠工资 | 承诺不收费，签不竞争协议
    单身派对策划，未婚青年联谊活动组织 | 民族团结宣传员，少数民族服饰讲解 | 汉族服装（汉服）店员 | 汉人街旧址讲解员 | 信仰坚定，爱岗敬业 | 有信心，守信用 | 教徒弟，带学徒
    道教协会保洁 | 体检合格，需提供体检报告 | 体检费用由公司报销，体检含肝功能 | 肝胆科护士，肝炎病房护士 | 传染病医院保洁，无需传染病史 | 患者须查乙肝，护士负责采血
    整理体检报告，录入乙肝疫苗接种记录 | 性病防治所药剂师 | 负责HIV快检试剂的质检 | 抗HIV药物研发助理 | 五官科门诊护士，口腔科助理 | 端正态度，身体力行
    四肢着力训练，肢体康复按摩 | 无障碍电梯安装 | 非残币兑换业务 | 聋哑人手语翻译优先 | 残疾车维修，残疾军人优抚窗口 | 精神病院食堂，精神饱满 | 有精神，不怕累
    困难职工帮扶中心干事 | 享受低保的家庭优先录用 | 失业金申领窗口 | 低保政策宣讲员 | 扶贫车间招工，脱贫户优先 | 领取餐补，享受社保 | 交接班准时，交货及时
    付费会员服务，收银员 | 收取停车费，收取水电费 | 收取快递，收取信件 | 催收物业费，缴费窗口 | 客房押金条整理 | 退押金客服，共享充电宝押金退还 | 餐厅预订，收取宴会定金
    租户退租，扣除押金 | 桶装水配送，收取桶押金，顾客退桶退押金 | 燃气瓶押金由客户支付 | 图书馆前台，读者办证押金100元 | 幼儿园保健费、餐费收取 | 证件照拍摄，证件制作
    证件上交派出所保管的失物 | 保管员，保管工具和证件档案 | 车辆抵押登记，抵押物评估 | 房屋抵押，身份证核验 | 快递实名，核对身份证 | 网吧收银，登记身份证
    考务员，核对考生身份证 | 扣件租赁，扣子加工 | 工资月结，不压一天 | 压缩机装配，押货员 | 首月工资次月15日发放 | 工资压力小，提成高 | 押一付三租房补贴
    须交纳物业费的业主服务 | 须先付款后发货的订单核对 | 应先交货后收款 | 先付定金的客户跟进 | 要求本地驾照优先，熟悉本地路况者优先 | 需要女性健康产品销售经验
    要求年轻化设计风格 | 要找本地供应商，招商引资专员 | 要求男性化妆品销售经验 | 只需会开车，只要肯干 | 只招全职，不招兼职 | 只要身份证和健康证即可入职
    入职须交身份证复印件、学历证书复印件 | 入职需提交离职证明和体检报告 | 入职前须体检，体检费可报销 | 入职后缴纳五险，公积金 | 上岗前须参加免费培训 | 报名请携带身份证原件
    应聘者须提供学历证书原件查验 | 员工离职须交还工服和工具 | 须交还钥匙、工牌 | 每人发两套工服，工服免费 | 每人每月交餐费200元可选 | 要收快递，收付款准确
    先收押金后发房卡的前台流程培训 | 负责收押金、查房、退押金，服务住店旅客 | 需保管公司证件和公章，细心负责 | 印章和营业执照由公司统一保管 | 负责办证大厅证件发放，扣减库存
    行政专员，保管员工学历证书复印件 | 证件遗失补办窗口咨询 | 快递员，保证金免交 | 保证金额准确，保证按时到岗 | 可提供担保物业管理经验者优先 | 信用担保业务员，需懂担保法
    为个体户提供担保贷款咨询 | 健康体检中心导检，不查乙肝 | 食品厂质检，须健康证，无肝炎症状者上岗按规定 | 查验乙肝疫苗库存 | 需会操作两对半检测仪
    献血屋护士，献血者须查HIV | 男性泌尿科护士，性病科保洁 | 女性专科医院导医 | 儿童乐园看护员，儿童多，需有爱心 | 要有爱心，喜欢孩子 | 带孩子上课的助教，带小孩有耐心
    有孩子的家庭需要保姆 | 接送孩子上学，辅导作业 | 孩子已上小学的雇主家，做饭保洁 | 单身狗咖啡店店员 | 已婚夫妇摄影，结婚照修图 | 离婚案件书记员
    孕检科护士，孕妇学校讲师 | 生育保险、生育津贴齐全 | 计生专干，宣传生育政策 | 婚育情况不影响录用 | 我店不限男女老少 | 老少皆宜，男女老少均可 | 男女老少都欢迎
    老年人护理经验优先 | 少儿英语老师，少年宫保安 | 招少先队辅导员 | 青年旅舍前台，青年公寓管家 | 年轻态饮品销售 | 年龄结构合理的团队 | 年龄16周岁以上即可
    须年满18周岁，法定退休年龄以下 | 18周岁以上，身体健康 | 满16周岁，未成年工依法保护 | 三十年老店，五十年品牌 | 二十五岁生日蛋糕订单 | 六十岁以上乘客免票
    每天30至40单，每单5元 | 每月20-26天出勤 | 身高不限，年龄不限，学历不限 | 60后、70后、80后、90后都欢迎 | 80后怀旧餐厅服务员 | 90后服装搭配师
    00后也可 | 工作满1年后转正，3年后晋升 | 外贸跟单，外地客户为主 | 本地客户为主，外地客户为辅 | 外省车辆登记 | 农村电商专员，农村户用光伏安装
    农村客户经理，走访农户 | 城市管理协管，城镇排水工 | 城市户外广告安装 | 东北人家饭店招服务员 | 湖南人家酒楼传菜员 | 山东籍渔船维修 | 四川籍客人多，会川菜
    北京人艺剧场保洁 | 上海人民广场店导购 | 广东人民出版社发行 | 新疆人常点的馕，面点师 | 回民食堂厨师，懂清真 | 回民区保洁 | 汉族学校，藏族学校支教 | 苗族银饰加工
    不接受宗教宣传，工作场所不传教 | 信佛的客人多，素食店 | 穆斯林餐厅服务员 | 有信仰有担当的团队 | 残疾人用品仓库理货 | 残疾人专用车位引导 | 无障碍服务，残疾人不收停车费
    低保户不收费，热心助人 | 低保户免费上门维修 | 贫困生不收学费，教师岗 | 失业人员培训讲师 | 困难家庭走访社工 | 不招童工，不招收未满16周岁人员 | 不招暑假工，不招短期
    不收中介费，不收任何费用 | 勿扰模式App测试工程师 | 非诚勿扰，长期稳定者优先 | 中介勿扰，代招勿扰 | 有经验者优先，男女不限，年龄不限
    优先录用退役军人、残疾人、低保家庭成员 | 优先考虑熟练工 | 同等条件下优先录用本校毕业生 | 优先招用建档立卡脱贫人口 | 欢迎00后加入 | 无传染病 | 无传染性疾病
  `),
  ...wordings(`
    Sales assistant in ladies wear | Clean the men's and women's rest rooms
    People of all ages are welcome
    Equal opportunity employer: we do not discriminate by sex, age, religion, disability or HIV status
    No deposit is required | We never keep ID cards | Care for elderly people aged 70 to 95
    Hotel desk clerk: take deposits from guests | Over 40 years in business
    Applicants with disabilities are encouraged to apply | Assemble HIV test kits
    Must be at least 18 years old | Visa sponsorship: passport scanning machine operator
    Marriage registry office clerk | Manhole inspection and maintenance
    Manage mandarin orange sorting | Work with local farmers and local suppliers
    Pregnant women and young mothers are protected by our leave policy
    Single rooms available for staff | Christian hospital history museum guide
    Monday to Friday, no night shifts | Hanover machine operator | No deposit, no fees
    hotel: check guests' ID cards | No age limit | Age is no barrier | any gender
    Men and women are both welcome | women and men equally welcome | teach children aged 6 to 12
    caring for children aged 3 to 6 | Company founded 30 years ago
    age groups 6-12 (kindergarten teacher) | men's shoes shop | Women's hospital cleaner
    male and female changing rooms cleaner | marriage counselling office assistant
    Uyghur restaurant cook | halal kitchen helper | church organ tuner | hukou archive clerk
    hepatitis B vaccine packing | HIV clinic receptionist | We do not ask about HIV
    wheelchair technician | wheelchairs assembly | Disabled applicants welcome
    dibao office clerk | welfare office clerk | good welfare and benefits | bank deposit clerk
    deposit slips filing | passport office clerk | at least 18 | 18 or over
    Young children daycare helper | young at heart team | our team is mostly women
    Lady Liberty souvenir shop | Manpower agency clerk | Management trainee | foreman
    human resources | postman | salesman | waitress | waiter | Salesman / saleswoman
    Care assistant in a home for women with dementia | Help elderly women to dress and wash
    Nurses for women and children needed | Looking for a nurse to work with women
    Receptionist at a women-only gym | Clean men's and ladies' rooms twice a day
    Sell girls' school uniforms | Barber for men and women
    Coach for a boys football team wanted | Teach young people to swim
    Youth worker for young adults | Only experienced welders | Only single rooms, meals included
    Single point of contact for suppliers | No single use plastics in our kitchen
    Married couples' accommodation available | Work with deaf pupils, sign language a plus
    Drive blind passengers to appointments | Check blind spots before reversing
    Fit window blinds in new flats | Shop for hearing aids, no experience needed
    Repair wheelchairs and mobility aids | Employment adviser for disabled people
    No disabled applicant will be refused | Our office is suitable for wheelchair users
    Advise people on benefits about their rights | Help unemployed people find jobs
    Welfare officer, social assistance office | Serve customers over 60 at the pharmacy counter
    Care for residents aged 80 to 95 | Teach students aged 18 to 30
    Guests in their seventies feel at home here | A friendly team, average age irrelevant
    Over 30 years of experience in freight | Loads of 20 to 45 kg | Shift from 16 to 24
    Warehouse with 40-60 docks | Under 18s are not allowed in the bar
    Must be able to lift 25 kg | Must be punctual and friendly
    Must be willing to work with men in recovery | Must hold a valid passport for business trips
    Bring your ID card and diploma to the interview | Keep your ID card with you on the site
    Check guests' passports at reception | Return passports to guests at check-out
    Hold deposits from tenants in the trust account | Take a deposit from each customer
    Explain to customers that a deposit is required | Bank clerk for fixed deposits
    No deposit, no fees, no agency | We never ask for a deposit
    We do not keep your papers or ID cards | Run HIV tests in our laboratory
    Counsellor at an HIV testing centre | Pack hepatitis B test kits
    Nurse for patients with HIV | Sort HIV negative and HIV positive samples
    We support employees with HIV | Muslim funeral home driver, any belief welcome
    Cook for a Catholic school | Guide in a Buddhist temple
    Halal butcher, must know halal rules | Prayer room for Muslims available
    Tibetan restaurant waiter or waitress | Korean barbecue cook, some Korean preferred
    Korean language preferred | Teach Han dynasty history | Local deliveries only
    Only local routes, home every night | Knowledge of local roads preferred
    Serve local people in the village shop | Migrant workers welcome | Interpreter for migrants
    Help newcomers with hukou transfer | Any hukou is fine | Only residents of the home eat here
    Women and minorities are encouraged to apply | Men and women, young and old, are welcome
    Applicants of all ages and both sexes considered | Pregnant women get lighter duties
    Mothers with young children can choose shifts | Family-friendly: children's day care on site
    No children's menu to prepare | We hire without regard to sex, age, marriage or belief
    People with disabilities preferred | Manual of male and female connectors
    Assemble male connector plugs | Inspect female threads
    Ladies first is our motto for boarding | Men's clothing only, no experience needed
    Girls' hostel matron, any sex | We want a strong team and manufacture tools
    Looking for a person to help a lady boss schedule
    Preference for candidates with women's health experience
    The job is to work with women in shelters
    Must be comfortable with male and female patients | Only for ladies' shoes department
    Manager of a men-only sauna, any sex | Work for the Women's Federation
    Must be a people person | Must be a team player, no lone wolves
    No man-made fibres are used | Female nurse or male nurse welcome
    Female and male workers receive equal pay | Our female staff have nursing rooms
    Protect female workers' rights | Male patients ward, nurse of any sex
    Guy ropes and tents rental | Ladybird nursery assistant | Lady boss, friendly atmosphere
    Boy Scouts camp cook | Young plants only need water | Looking for young trees to plant
    Seeking young-at-heart team | Only young learners are taught here
    No old newspapers are collected | Older people's home, night carer
    We prefer older machines | No elderly resident is left alone | Under-fives nursery
    Over-60s dance class, pianist wanted | Customers in their 60s and 70s
    Between 20 and 30 guests a night | Boxes weigh between 20 and 30 kg
    Speed under 40 on the yard | Temperatures below 20 | Aged cheese specialist
    Aged care worker | Must be 18 or over | Single parents welcome | Single malt bar tender
    Only a single interview | No single person lifts over 25 kg | Married quarters on base
    Must be single-minded about safety | Looking for a single mothers' support worker
    Mothers' group leader | No mother is left alone on the ward
    Help applicants with young children to find day care
    Parents with children get holiday first | Pregnancy test packing line
    Sell pregnancy tests at the counter | Midwife for pregnant women
    No smoking, no children in the yard area | No kids menu | Children's books sold here
    Han River cruise crew | Hanging wallpaper only | Wash whites only at 60 degrees
    Egg whites preferred for meringue | Blacks and whites print developer | Must be handy
    Must be hands-on | Hui cuisine, Korean barbecue, Tibetan tea | Minority languages archive
    Minority shareholder relations | Catholic school teacher, all beliefs welcome
    Christian Dior counter | Jewish museum guard | Religious goods shop assistant
    Non-religious funeral host | No religious test for any post | Buddhist vegetarian kitchen
    Muslims and Christians work side by side | No Christian holiday work
    HIV prevention campaign helper | Hepatitis B vaccination nurse | HIV clinic driver
    Explain HIV test results to patients | Test donors for hepatitis
    No hepatitis testing is done here | Aids for the disabled shop | First aid required
    No aids needed to read small print, lamps given | Visual aids designer | Deaf school cook
    Blind fitting and curtain hanging | Blind tasting panel | Mute swan sanctuary
    People with disabilities will be given priority | Disabled access manager
    No disability discrimination | Support people with disabilities at work
    No impairment of quality is accepted | Free of charge, free of defects
    Wheelchair users welcome, step-free | Benefits: five insurances
    No benefits are lost on promotion | Good benefits only here
    Welfare families visited weekly | People on benefits are welcome | Unemployed people welcome
    Local produce only | Only local calls | Local people welcome, others too
    Locals and newcomers welcome | We serve locals | No migrants' papers are asked
    People from Harbin and elsewhere welcome | People from all provinces welcome
    Native speakers of any language | Native plants nursery | Local anaesthetic nurse
    City residents' service desk | Looking for local suppliers | Local knowledge preferred
    Outsiders' view valued | Deposit slips filed daily | Deposit money at the bank
    Deposit return machine cleaner | Bottle deposit machine | Mineral deposit survey
    Deposits of dust are removed | Car rental desk: deposit required from renters
    Hotel: a deposit of 200 yuan is required at check-in | Explain the deposit to tenants
    ID card printer operator | ID cards are checked at the gate
    Passports are checked, not kept | Diploma required | ID required at interview
    Certificates kept up to date | Keep your certificates up to date
    Hold a valid driving licence | Must hold a degree | Hand out ID badges
    Hand in your timesheet | Leave your phone in the locker | We keep your data safe
    We keep all records | Lost passports are kept at the lost property desk
    Surrender value calculation clerk | Guarantor files clerk
    Reception work in a men's health clinic | Kitchen porter for a busy women's refuge
    Warehouse picker, no experience required, any age | Physiotherapist for women only clinics
    Nanny for two girls, aged 4 and 6 | Teach boys and girls to skate
    Care home needs night carers; most residents are women
    Mostly women work here but anyone is welcome | Looking for someone to cook for elderly men
    Looking for a cleaner; female and male staff share one team
    Seeking engineers; women are especially welcome | Women are encouraged to apply
    Only applicants with a forklift licence | Only candidates shortlisted will be contacted
    Applicants without a licence will not be considered
    Late applications will not be considered | Incomplete applications will be rejected
    People without experience are welcome | No experience needed, no degree required
    No agencies, no recruiters | No outsiders in the production area without a badge
    We prefer people with local market knowledge | Preference for candidates who speak Korean
    Must be fluent in Korean or Mongolian | Must be familiar with Muslim dietary rules
    Must be kind to blind and deaf guests | Must be a licensed nurse
    Must be single-phase trained | Married life counselling receptionist
    Childless couples' counselling clinic | Pregnant guests get a seat
    Mothers and babies ward cleaner | Day nursery worker; children under 3
    Over 45 branches across the province | Under 30 minutes from the station
    Up to 40 years of warranty | Aged between 12 and 16, our pupils love sport
    Deliver meals to people over 70 | Drive people over 60 to the clinic
    Members over 50 swim for free | Visitors under 18 need an adult
    Young company, flat hierarchy | Young Farmers' club office clerk | Old people's home cook
    Older applicants welcome | Hotel porter, take deposits and passports for copying
    Front desk: keep guests' passports safe | Bank teller: deposit and withdraw cash
    Uniform provided, no deposit | Training is free of charge, no fee
    We pay for your medical check | Medical check without hepatitis B test
    Keep your passport; we only copy it | Bring ID card copy | HR keeps a copy of your diploma
    Identity cards are issued on the first day
  `),
];
