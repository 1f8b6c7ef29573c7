import type { Words } from '../../occupations/words.ts';

/** What agencies are asked to look at. */
export type TaskKind =
  'TRAINING_SUBSIDY' | 'JOB_SUBSIDY' | 'DIBAO_TAPER' | 'ELIGIBILITY_RECHECK' | 'CORRECTION';

export interface TaskTerms {
  /** Working days until it is due. The service's own terms, to be set by the agencies that take part. */
  readonly workingDays: number;
  /** What it asks; a request to look, never a decision. */
  readonly words: Words;
}

/** What each task asks and how long an agency has. */
export const TASK_TERMS: Readonly<Record<TaskKind, TaskTerms>> = {
  TRAINING_SUBSIDY: {
    workingDays: 20,
    words: {
      en: 'The plan of this jobseeker includes training. Please check whether a training subsidy is due (就业促进法 art. 49, 50).',
      zh: '该求职者的就业援助计划含职业培训，请核查是否应给予职业培训补贴（就业促进法第四十九条、第五十条）。',
    },
  },
  JOB_SUBSIDY: {
    workingDays: 20,
    words: {
      en: 'Somebody of a priority group begins to work. Please check whether job and social-insurance subsidies are due (就业促进法 art. 52).',
      zh: '就业困难人员开始就业，请核查是否应给予岗位补贴和社会保险补贴（就业促进法第五十二条）。',
    },
  },
  DIBAO_TAPER: {
    workingDays: 10,
    words: {
      en: 'A member of a family on minimum living allowance begins to work. Please consider whether the allowance goes on for the period that eases the change; nothing is stopped by this request (社会救助暂行办法 art. 13).',
      zh: '低保家庭成员开始就业，请研究是否按规定给予渐退期；本请求不停发任何待遇（社会救助暂行办法第十三条）。',
    },
  },
  ELIGIBILITY_RECHECK: {
    workingDays: 30,
    words: {
      en: 'Employment begins on the stated day. Please look again at what the person is entitled to from then on, more or less; the decision is yours.',
      zh: '该人员自所载日期起就业，请复核其此后应享受的待遇（可能增加或减少），由贵部门决定。',
    },
  },
  CORRECTION: {
    workingDays: 10,
    words: {
      en: 'Your record and that of another agency do not agree. Please check yours and correct it where it is wrong.',
      zh: '贵部门的记录与其他部门的记录不一致，请核实，有误的请更正。',
    },
  },
};
