import { column, entity, list } from '../../kit/field-sources.ts';
import { shownTo } from '../audience.ts';

const rows = { kind: 'rows', recordColumn: 'record_id', subjectColumn: null, divisionColumn: null } as const;
const personRows = { ...rows, subjectColumn: 'person_key', divisionColumn: 'division' } as const;

/** Where samples, what was drawn in them, and what people said of it live. */
export const sampleTypes = {
  RuleSample: {
    ...rows,
    shownTo,
    relation: 'audit.served_sample',
    key: { sampleId: 'sample_id' },
    fields: {
      sampleId: column('sample_id'),
      run: entity('AuditRun', { runId: 'run_id' }),
      ruleId: column('rule_id'),
      ruleVersion: column('rule_version'),
      ruleHash: column('rule_hash'),
      seed: column('seed'),
      findingTotal: column('finding_total'),
      unflaggedTotal: column('unflagged_total'),
      drawnBy: column('drawn_by'),
      official: column('official'),
      drawnAt: column('drawn_at'),
      size: column('size'),
      judged: column('judged'),
      items: list('SampleItem', { sample_id: 'sample_id' }),
    },
  },
  SampleItem: {
    ...personRows,
    shownTo,
    relation: 'audit.served_sample_item',
    fields: {
      itemId: column('item_id'),
      position: column('position'),
      kind: column('kind'),
      finding: entity('Finding', { findingId: 'finding_id' }),
      caseKind: column('case_kind'),
      caseNumber: column('case_number'),
      family: entity('AssistanceFamily', { caseNumber: 'case_number' }),
      householdNumber: column('household_number'),
      household: entity('Household', { householdNumber: 'household_number' }),
      person: entity('Person', { id: 'person_key' }),
      division: column('division'),
      verdict: column('verdict'),
      reason: column('reason'),
      judgedBy: column('judged_official'),
      judgedAt: column('judged_at'),
      judgements: list('SampleJudgement', { item_id: 'item_id' }),
    },
  },
  SampleJudgement: {
    ...rows,
    shownTo,
    relation: 'audit.served_judgement',
    fields: {
      verdict: column('verdict'),
      reason: column('reason'),
      official: column('official'),
      judgedAt: column('judged_at'),
      isCorrection: column('is_correction'),
    },
  },
} as const;

/** How they are asked for. */
export const sampleQueries = {
  ruleSamples: {
    kind: 'connection',
    type: 'RuleSample',
    filters: { runId: 'run_id', ruleId: 'rule_id' },
    orderings: { DRAWN_AT: 'drawn_at' },
  },
  ruleSample: { kind: 'one', type: 'RuleSample', by: { sampleId: 'sample_id' } },
} as const;
