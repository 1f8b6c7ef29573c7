/**
 * The forms in which an employer asks for somebody or shuts somebody out, in Chinese and English: the same for whoever is
 * named, so that what is found of women is found of Muslims and of over-fifties too. A kind of demand gives its names of
 * people and keeps to itself only what nobody else is told.
 */

/** Names of people: sources of regular expressions, without groups that are counted. */
export interface People {
  readonly zh: string;
  readonly en: string;
}

/** Where a clause begins and ends, for words that demand where they stand alone: 汉族，未婚，本地户口. */
export const BEGINS = '(?<=^|[,;:、。!?(\\s])(?:须|需要?|应|必须|要求?|限)?(?:为|是)?';
export const ENDS = '(?=$|[,;。!?)\\s])';
const ENDS_EN = '(?= ?(?:$|[,.;:!?)]))';

/** How many: 两名, 3个, 若干. */
export const SOME = '(?:若干名?|(?:\\d{1,3}|[一二两三四五六七八九十几]{1,2})[名位人个])';
/** What may stand after a name of people: 女生的, 已婚者, 回族人员. */
const CALLED = '(?:的?(?:应聘者|求职者|人[士员]|员工|朋友)|[者的])?';

/** Before whom it asks for. Not 不需要, 无需, 不仅. */
export const ASKING =
  '(?<![不无非])(?:仅限于?|只限于?|限|[只仅专](?:考虑|录用|接受|面向|需要?|[招聘要收找缺限用录])?|必须[是为]?|要求|需要?|须[是为]?|应[是为]|最好(?:[是为找要])?|首选|优选|优先(?:考虑|录[用取]|招[聘收]|聘用|选择)?|倾向于?|偏好)';
/** With what it looks for somebody: 招, 诚聘. */
export const HIRING = '(?<![不勿拒无需征])(?:[诚急][招聘]|招聘?|招[收募录]|聘用?|[找寻要]|(?<!要)求)';
/** After whom it prefers. Not 优先购票, 佳木斯. */
export const PREFERRED =
  '(?:优先(?:考虑|录[用取]|聘用)?(?![权购上窗通服乘级入]|就[诊座医])|为[主佳宜]|者?佳(?!木斯|节|期))';
const BETTER = `(?:比?较|更|最)为?(?:佳|好|适[合宜]|合适)${ENDS}`;
/** After whom it refuses: 外地人勿扰. Not 不要错过, 不要求, 不收押金. */
export const NOT_WANTED =
  '(?:请|就|将|一律|一概|恕|均|都|暂|概){0,2}(?:勿(?:扰|投递?|来|入|试|应聘|报名?)|慎投|免[谈投扰试]|除外|不要(?![求错担紧犹押])|不招|不聘|不收(?![取押任]|[^,;。]{0,6}费)|不录[用取]?|不予(?:考虑|录[用取]|聘用|接[收受]|招[收录用]|受理)|谢绝|不考虑|不接[受收]|不欢迎|不适[合宜]|不合适|[别莫][来投]|[不别](?:得|能|必|要)?应聘|绕行|绕道|止步)';
/** Who may not come in may well be hired: 禁止外来人员进入. */
const NOT_OF_ENTRY = '(?!进|入[内场园]|出入|靠近|通行|逗留|留宿|使用|乘|推销)';
/** Before whom it refuses: 谢绝外地人. Not 不得拒绝. */
export const REFUSING =
  '(?<![不未]|不得|没有|严禁)(?:不要|不招|不聘|不收|不录[用取]|不予(?:考虑|录[用取]|聘用)|不接[受收]|不欢迎|谢绝|拒绝|拒[招收聘]|不考虑|禁止|别找|勿招)(?:录用|招[收用聘])?';
/** For whom work is said to be; of a product one says for whom it is too: 适合女性的护肤品. */
const FITS = '(?<=^|[,;:、。!?(\\s更较只仅]|岗位?|职位|工作)';
const TO_DO = `(?:${ENDS}|干|做|从事|应聘|报名|来)`;

export const APPLICANTS =
  '(?:people|persons?|applicants?|candidates?|workers?|staff|employees?|individuals?|job ?seekers?)';
/** What may stand before a name of people: a strong, hard-working man. */
const SUCH =
  '(?:(?:an?|any) )?(?:(?!(?:for|to|of|with|by|in|on|at|from|and|or|nor|who|that|the|their|our|your|towards?|about|near|among|like|than|as|if|is|are|serving|selling|helping|teaching|treating|dressing|visiting|supporting|protecting)\\b)[a-z-]+,? ){0,3}?';
const ASKING_EN =
  '(?:(?<!not )only|(?:must|should|has to|have to|needs? to) be|must be of|prefer(?:ably|red:?)?|(?:preference|priority)(?: (?:is|will be))?(?: given)? (?:to|for)|we (?:want|need)|looking for|seeking|hiring|wanted:?|(?:ideal|right|best|perfect|successful) (?:candidate|applicant|person)s? (?:is|are|(?:will|would|should) be)|(?:suitable|(?<!(?:social|charity|aid|health|community) )work|job|position|role|post|vacancy) (?:is )?(?:only )?(?:open |limited |restricted |reserved )?(?:only )?(?:for|to)|(?:open|limited|restricted) (?:only )?to)';
const PREFERRED_EN =
  '(?:(?:(?:are|is|will be) )?(?:strongly |much )?(?:preferred|favou?red)|(?:are|is|will be) given (?:priority|preference)|(?:have|has|get|gets|receives?) (?:priority|preference)|only)';
/** Asked for where it is said of people, not of what is done for them: nurses for women wanted. */
const WANTED_EN = '(?:(?:are|is) )?(?:wanted|needed|required|sought|desired)';
const TAKEN =
  '(?:considered|hired|accepted|employed|recruited|selected|interviewed|wanted|welcome|eligible|suitable|invited to apply)';
export const NOT_WANTED_EN = `(?:(?:please )?(?:need ?not|needn't|(?:should|must|can|may|do) ?(?:not|n't)|don't|shouldn't) (?:bother to )?apply|(?:(?:are|is|will be|shall be) )?not (?:be )?${TAKEN}|(?:will|can|shall|may|would|could|should) ?(?:not|n't) be ${TAKEN}|won't be ${TAKEN}|(?:(?:are|is|will be|shall be) )?(?:excluded|rejected|refused|unwelcome|ineligible|disqualified|turned away))`;
/** Nobody is refused by: no disabled applicant will be turned away. */
const SPARED =
  "(?! (?:(?:is|are|was|will be|shall be|should be|may be|can be) (?:ever )?)?(?:excluded|rejected|refused|turned (?:away|down)|discriminat\\w*|disadvantaged)|['’])";
const REFUSING_EN =
  "(?:no|not (?:suitable|suited|appropriate|fit|meant|open) (?:for|to)|unsuitable for|(?:do|does|will|can) ?(?:not|n't) (?:hire|employ|accept|want|consider|recruit|take(?: on)?)|(?:don't|doesn't|won't|can't|never) (?:hire|employ|accept|want|consider|recruit|take(?: on)?)|not (?:hiring|accepting|taking|considering)|(?:anyone|everyone|all) (?:but|except))";

/** Adjectives as names of people: blind applicants, married preferred, must be single; not blind spots, single rooms. */
export function described(adjectives: string): string {
  const said =
    "(?:only|preferred|favou?red|need|needn't|not|are|is|will|can|cannot|should|must|do|excluded|rejected|wanted|required|unwelcome)";
  return `(?:${adjectives})(?: (?:${APPLICANTS}|men|women|man|woman|parents?)\\b|(?= ${said}\\b)|(?! ?[a-z0-9'’-]))`;
}

/** Forms that all name the same people. */
export interface Forms {
  /** Whether anybody is named at all: where nobody is, no form needs a look. */
  readonly names: RegExp;
  readonly patterns: readonly RegExp[];
}

/** What is said of these people, in each of the forms. */
export function of(people: People, ...forms: readonly ((people: People) => readonly RegExp[])[]): Forms {
  return {
    names: new RegExp(`${people.zh}|\\b(?:${people.en})`, 'u'),
    patterns: forms.flatMap((form) => form(people)),
  };
}

/** Whoever asks for these alone, or would rather have them. */
export function asking({ zh, en }: People): readonly RegExp[] {
  return [
    new RegExp(`${ASKING}(?:[招聘是为有]|持有?|具有)?(?:\\d{0,2}[名位个])?(?:${zh})${CALLED}`, 'gu'),
    new RegExp(`${HIRING}(?:(?:\\d{1,3}|[一二两三几])?[名位个])?(?:${zh})${CALLED}(?:${SOME}|${ENDS})`, 'gu'),
    new RegExp(`(?:${zh})${CALLED}(?:${PREFERRED}|${BETTER})`, 'gu'),
    new RegExp(`${FITS}适[合宜]于?(?:${zh})${CALLED}${TO_DO}`, 'gu'),
    new RegExp(`\\b(?:${en})(?: ${APPLICANTS})? ${PREFERRED_EN}\\b`, 'gu'),
    new RegExp(
      `(?<!\\b(?:for|of|to|with|by|serving|and|or|\\/) ?)\\b(?:${en})(?: ${APPLICANTS})? ${WANTED_EN}\\b`,
      'gu',
    ),
    new RegExp(`\\b${ASKING_EN} ${SUCH}(?:${en})(?: ${APPLICANTS})?\\b(?!['’])`, 'gu'),
  ];
}

/** Whoever shuts these out. */
export function refusing({ zh, en }: People): readonly RegExp[] {
  return [
    new RegExp(`(?:${zh})${CALLED}${NOT_WANTED}`, 'gu'),
    new RegExp(`${REFUSING}(?:任何)?(?:${zh})${CALLED}${NOT_OF_ENTRY}`, 'gu'),
    new RegExp(`${FITS}不适[合宜]于?(?:${zh})${CALLED}${TO_DO}`, 'gu'),
    new RegExp(`(?<!\\bno )\\b(?:${en})(?: ${APPLICANTS})? ${NOT_WANTED_EN}\\b`, 'gu'),
    new RegExp(`\\b${REFUSING_EN} (?:(?:an?|any|the) )?(?:${en})(?: ${APPLICANTS})?\\b${SPARED}`, 'gu'),
  ];
}

/** Whoever is demanded by the bare name, in a clause of its own: 汉族，未婚. */
export function alone(zh: string): RegExp {
  return new RegExp(`${BEGINS}(?:${zh})${CALLED}${ENDS}`, 'gu');
}

/** Said in a clause of its own, in English. */
export function aloneInEnglish(en: string): RegExp {
  return new RegExp(`(?<=^|[,.;:!?(。] ?)(?:an? )?(?:${en})${ENDS_EN}`, 'gu');
}
