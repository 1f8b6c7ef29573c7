import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../../hub/testing/test-database.ts';
import type { GuidelineTable } from '../../guidelines/guideline-table.ts';
import { CLINICIAN, openReportWorld, READER, STRANGER, type ReportWorld } from '../testing/report-world.ts';

let today = new Date('2026-11-01T00:00:00Z');
const guideline = (id: string, expiresOn: string): GuidelineTable => ({
  id,
  version: '1',
  title: 'A guideline',
  publisher: 'A society',
  url: 'https://doi.org/10.1000/182',
  issuedOn: '2026-01-01',
  expiresOn,
  suggestions: ['effusion', 'pneumothorax', 'nodule'].map((label) => ({
    label,
    section: '1.2',
    text: { en: `Consider (${label}).`, zh: `可考虑（${label}）。` },
    checkedBy: null,
  })),
});
const SAID = [
  { label: 'effusion', above: true },
  { label: 'pneumothorax', above: false },
  { label: 'nodule', above: true, stage: 'silent' as const },
];
let world: ReportWorld;
let study = 0;
beforeAll(async () => {
  const guidelines = [guideline('sound', '2027-01-01'), guideline('expired', '2026-10-31')];
  world = await openReportWorld(await createTestDatabase(), guidelines, () => today);
});
afterAll(() => world.close());

async function reviewed(disagrees: readonly string[] = []): Promise<string> {
  study += 1;
  await world.store(study);
  const reportId = await world.draft(study, SAID, { patientKey: null });
  expect(await proposals(reportId)).toEqual([]);
  await world.review(reportId, READER, disagrees);
  return reportId;
}

async function proposals(reportId: string) {
  const { rows } = await world.pool.query<Record<string, unknown>>(
    'SELECT * FROM report.proposal WHERE report_id = $1 AND dropped_at IS NULL ORDER BY label',
    [reportId],
  );
  return rows;
}

test('guidelines are proposed from for what the reader says is there; not for a draft, not when expired', async () => {
  expect(await proposals(await reviewed())).toMatchObject([
    {
      label: 'effusion',
      status: 'PROPOSAL',
      guideline_id: 'sound',
      section: '1.2',
      decision: null,
      checked_by: null,
    },
  ]);
  // He does not agree with the one, and sees the other.
  expect(await proposals(await reviewed(['effusion', 'pneumothorax']))).toMatchObject([
    { label: 'pneumothorax' },
  ]);
});

test('a proposal is dropped where the reader changes his mind, and comes back', async () => {
  const reportId = await reviewed();
  await world.review(reportId, READER, ['effusion']);
  expect(await proposals(reportId)).toEqual([]);
  await world.review(reportId, READER);
  expect(await proposals(reportId)).toHaveLength(1);
});

test('a clinician of the hospital takes it up or declines it with a reason, once', async () => {
  const reportId = await reviewed();
  const proposalId = String((await proposals(reportId))[0]!['proposal_id']);
  const decide = (accept: boolean, reason: string | null, by = CLINICIAN) =>
    world.desk.decideProposal(proposalId, accept, reason, by);
  await expect(decide(true, null, STRANGER)).rejects.toMatchObject({ code: 'REPORT_UNKNOWN' });
  await expect(decide(true, null, { ...CLINICIAN, roles: [] })).rejects.toMatchObject({
    code: 'REPORT_READER_UNLICENSED',
  });
  await expect(decide(false, ' ')).rejects.toMatchObject({ code: 'REPORT_INPUT_INVALID' });
  expect(await decide(false, '患者已在随访')).toBe(reportId);
  expect(await proposals(reportId)).toMatchObject([
    { decision: 'DECLINED', decided_by: 'dr-0100', reason: '患者已在随访' },
  ]);
  await expect(decide(true, null)).rejects.toMatchObject({ code: 'PROPOSAL_CLOSED' });
});

test('nobody takes up what has expired since', async () => {
  const reportId = await reviewed();
  const proposalId = String((await proposals(reportId))[0]!['proposal_id']);
  today = new Date('2027-01-02T00:00:00Z');
  await expect(world.desk.decideProposal(proposalId, true, null, CLINICIAN)).rejects.toMatchObject({
    code: 'PROPOSAL_CLOSED',
  });
  today = new Date('2026-11-01T00:00:00Z');
});

test('a decision changes nothing of a signed report', async () => {
  const reportId = await reviewed();
  await world.desk.finalise(reportId, READER);
  const before = await world.row(reportId);
  const proposalId = String((await proposals(reportId))[0]!['proposal_id']);
  await world.desk.decideProposal(proposalId, true, null, CLINICIAN);
  expect(await world.row(reportId)).toEqual(before);
});
