import { derivedUid } from '../document/derived-uid.ts';
import type { DocumentedFinding, DocumentedReport } from '../document/documented-report.ts';
import { DRAFT_WORDS } from '../words/draft-words.ts';
import { findingSentence } from '../words/finding-sentence.ts';

const STUDY = '2.25.317.1';
const IMAGE = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1',
  sopInstanceUid: '2.25.317.1.1.1',
  seriesInstanceUid: '2.25.317.1.1',
};
export const MODEL = { name: 'chest-demonstration', version: '1.0.0', sha256: 'bd'.repeat(32) };

/** A finding as documents have it; of an effusion that is suspected. */
export function documentedFinding(more: Partial<DocumentedFinding> = {}): DocumentedFinding {
  const finding: DocumentedFinding = {
    findingId: '7d9a7c0e-6d1f-4a3b-9a55-000000000001',
    label: 'effusion',
    title: { en: 'Pleural effusion', zh: '胸腔积液' },
    code: { value: '60046008', meaning: 'Pleural effusion' },
    critical: false,
    score: 0.81,
    probability: 0.87,
    threshold: 0.43,
    above: true,
    model: MODEL,
    sopInstanceUid: IMAGE.sopInstanceUid,
    agreement: null,
    prior: null,
    text: { en: '', zh: '' },
    ...more,
  };
  return { ...finding, text: findingSentence(finding, finding.prior) };
}

/** A draft of somebody who does not exist. */
export function documentedReport(more: Partial<DocumentedReport> = {}): DocumentedReport {
  const findings = more.findings ?? [documentedFinding()];
  return {
    reportId: '7d9a7c0e-6d1f-4a3b-9a55-1f2d3c4b5a69',
    studyInstanceUid: STUDY,
    hospital: '道里区合成第一医院',
    state: 'AI_DRAFT',
    version: 1,
    revision: 1,
    language: 'zh-CN',
    modality: 'DX',
    demonstration: true,
    hasFindings: true,
    notices: [DRAFT_WORDS.notices.draft, DRAFT_WORDS.notices.demonstration],
    conclusion: {
      en: findings.map(({ text }) => text.en).join('\n'),
      zh: findings.map(({ text }) => text.zh).join('\n'),
    },
    reason: null,
    reviewed: null,
    finalised: null,
    withdrawn: null,
    at: new Date('2026-11-01T02:03:04Z'),
    findings,
    models: [MODEL],
    images: [IMAGE],
    attributes: {
      '00080020': { vr: 'DA', Value: ['20261101'] },
      '00080030': { vr: 'TM', Value: ['091500'] },
      '00080050': { vr: 'SH', Value: ['A1'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' }] },
      '00100020': { vr: 'LO', Value: ['239901196103040126'] },
      '00100030': { vr: 'DA', Value: ['19610304'] },
      '00100040': { vr: 'CS', Value: ['F'] },
      '00200010': { vr: 'SH', Value: ['1'] },
    },
    predecessors: [],
    ...more,
  };
}

const SIGNED = { by: 'dr-0077', at: new Date('2026-11-01T03:00:00Z') };

/** The same, in each state that documents tell apart. */
export const REPORTS_IN_EVERY_STATE: Readonly<Record<string, DocumentedReport>> = {
  draft: documentedReport(),
  reviewed: documentedReport({
    state: 'REVIEWED',
    revision: 2,
    reviewed: SIGNED,
    findings: [documentedFinding({ agreement: 'AGREES' })],
    predecessors: [derivedUid('one')],
  }),
  final: documentedReport({
    state: 'FINAL',
    revision: 3,
    reviewed: SIGNED,
    finalised: SIGNED,
    findings: [
      documentedFinding({ agreement: 'AGREES' }),
      documentedFinding({
        findingId: '7d9a7c0e-6d1f-4a3b-9a55-000000000002',
        label: 'pneumothorax',
        title: { en: 'Pneumothorax', zh: '气胸' },
        code: { value: '36118008', meaning: 'Pneumothorax' },
        critical: true,
        above: false,
        score: 0.02,
        probability: 0.01,
        agreement: 'AGREES',
      }),
    ],
    predecessors: [derivedUid('one'), derivedUid('two')],
  }),
  corrected: documentedReport({
    state: 'CORRECTED',
    version: 2,
    reviewed: SIGNED,
    finalised: SIGNED,
    reason: '左右写反',
    findings: [documentedFinding({ agreement: 'DISAGREES' })],
    predecessors: [derivedUid('three')],
  }),
  withdrawn: documentedReport({
    state: 'ENTERED_IN_ERROR',
    revision: 4,
    reviewed: SIGNED,
    finalised: SIGNED,
    withdrawn: SIGNED,
    reason: '患者错误',
    notices: [DRAFT_WORDS.notices.withdrawn],
    conclusion: { en: '', zh: '' },
    predecessors: [derivedUid('three')],
  }),
  'nothing to show': documentedReport({
    hasFindings: false,
    findings: [],
    models: [],
    conclusion: DRAFT_WORDS.notices['all-silent'],
  }),
  'a label without a public code': documentedReport({
    findings: [
      documentedFinding({
        label: 'enlarged-cardiomediastinum',
        title: { en: 'Enlarged cardiomediastinum', zh: '心纵隔增宽' },
        code: null,
      }),
    ],
  }),
};
