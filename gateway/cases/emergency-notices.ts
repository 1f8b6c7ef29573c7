import type { Subject } from '../../policies/vocabulary.ts';
import type { EmergencyNotices } from './emergency-store.ts';

export interface NoticeFacts {
  readonly emergencyNumber: string;
  readonly subject: Subject;
  /** What the purpose is called. */
  readonly title: { readonly en: string; readonly zh: string };
  readonly openedAt: Date;
  readonly expiresAt: Date;
  readonly reviewDue: Date;
}

/**
 * What the patient and the privacy officer are told of an emergency access: who, when, for what, and what follows.
 * INVARIANT: nothing clinical, and not the reason, which may be.
 */
export function emergencyNotices(facts: NoticeFacts): EmergencyNotices {
  const { emergencyNumber, subject, title } = facts;
  const [opened, expires, due] = [facts.openedAt, facts.expiresAt, facts.reviewDue].map(chinaTime);
  const body = subject.organisation ?? subject.department;
  const official = subject.official ?? '';
  return {
    patient: {
      en:
        `On ${opened} (China Standard Time) official ${official} of ${body} opened emergency access to your records ` +
        `(${title.en}). It ends on ${expires}. A reason was recorded, and the access is reviewed by ${due}. ` +
        `You may ask for the outcome, or dispute the access, under number ${emergencyNumber}.`,
      zh:
        `${body}的工作人员${official}于${opened}（北京时间）对您的信息启用了紧急访问（${title.zh}），` +
        `至${expires}止。启用理由已登记，并将于${due}前复核。您可凭编号${emergencyNumber}查询复核结果或提出异议。`,
    },
    privacyOfficer: {
      en:
        `Official ${official} of ${body}, through application ${subject.application}, opened emergency access ` +
        `${emergencyNumber} (${title.en}) on ${opened} (China Standard Time), until ${expires}. ` +
        `Review it by ${due}; unreviewed, the official's right to emergency access is suspended.`,
      zh:
        `${body}的工作人员${official}通过应用${subject.application}于${opened}（北京时间）启用紧急访问` +
        `${emergencyNumber}（${title.zh}），至${expires}止。请于${due}前复核；逾期未复核的，暂停其紧急访问权限。`,
    },
  };
}

function chinaTime(at: Date): string {
  return at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
}
