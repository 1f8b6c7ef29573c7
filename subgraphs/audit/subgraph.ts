import { column, entity, list } from '../kit/field-sources.ts';
import type { MappingOf } from '../kit/mapping-of.ts';
import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import type { QueryResolvers, ResolversParentTypes } from './generated/types.ts';
import { startAudits } from './start-audits.ts';

const rows = { kind: 'rows', recordColumn: 'record_id', subjectColumn: null, divisionColumn: null } as const;
const personRows = { ...rows, subjectColumn: 'person_key', divisionColumn: 'division' } as const;

const mapping = {
  types: {
    SavedAudit: {
      ...rows,
      relation: 'audit.saved_audit',
      key: { name: 'name' },
      fields: {
        name: column('name'),
        version: column('version'),
        title: column('title'),
        titleChinese: column('title_chinese'),
        owner: column('owner'),
        purpose: column('purpose'),
        operation: column('operation'),
        definitionHash: column('definition_hash'),
        savedAt: column('saved_at'),
        parameters: list('AuditParameter', { audit_name: 'name' }),
        rules: list('AuditRule', { audit_name: 'name' }),
      },
    },
    AuditParameter: {
      ...rows,
      relation: 'audit.audit_parameter',
      fields: { name: column('name'), type: column('type'), defaultValue: column('default_value') },
    },
    AuditRule: {
      ...rows,
      relation: 'audit.audit_rule',
      fields: {
        id: column('id'),
        version: column('version'),
        statute: column('statute'),
        statement: column('statement'),
        statementChinese: column('statement_chinese'),
        when: column('condition'),
        exemptions: list('AuditExemption', { rule_key: 'rule_key' }),
      },
    },
    AuditExemption: {
      ...rows,
      relation: 'audit.audit_exemption',
      fields: {
        id: column('id'),
        statute: column('statute'),
        statement: column('statement'),
        statementChinese: column('statement_chinese'),
        when: column('condition'),
      },
    },
    AuditRun: {
      ...rows,
      relation: 'audit.audit_run',
      key: { runId: 'run_id' },
      fields: {
        runId: column('run_id'),
        audit: entity('SavedAudit', { name: 'audit_name' }),
        auditVersion: column('audit_version'),
        status: column('status'),
        requestedBy: column('requested_by'),
        parameters: column('parameters'),
        policyVersion: column('policy_version'),
        startedAt: column('started_at'),
        finishedAt: column('finished_at'),
        populationSeen: column('population_seen'),
        findingCount: column('finding_count'),
        cannotTellCount: column('cannot_tell_count'),
        errorCode: column('error_code'),
        errorDetail: column('error_detail'),
      },
    },
    Finding: {
      ...personRows,
      relation: 'audit.served_finding',
      key: { findingId: 'finding_id' },
      fields: {
        findingId: column('finding_id'),
        run: entity('AuditRun', { runId: 'run_id' }),
        runId: column('run_id'),
        ruleId: column('rule_id'),
        ruleVersion: column('rule_version'),
        statute: column('statute'),
        outcome: column('outcome'),
        missing: column('missing'),
        caseNumber: column('case_number'),
        family: entity('AssistanceFamily', { caseNumber: 'case_number' }),
        person: entity('Person', { id: 'person_key' }),
        matchTier: column('match_tier'),
        division: column('division'),
        foundAt: column('found_at'),
        evidence: list('EvidenceItem', { finding_id: 'finding_id' }),
      },
    },
    EvidenceItem: {
      ...personRows,
      relation: 'audit.served_evidence',
      fields: {
        path: column('path'),
        sourceAgency: column('source_agency'),
        sourceDataset: column('source_dataset'),
        sourceType: column('source_type'),
        sourceField: column('source_field'),
        sourceRecordKey: column('source_record_key'),
        value: column('value'),
        asOf: column('as_of'),
        fetchedAt: column('fetched_at'),
        matchTier: column('match_tier'),
        exchangeId: column('exchange_id'),
        person: entity('Person', { id: 'person_key' }),
      },
    },
    AssistanceFamily: { kind: 'stub', keyFields: ['caseNumber'], fields: {} },
    Person: { kind: 'stub', keyFields: ['id'], fields: {} },
  },
  queries: {
    savedAudit: { kind: 'one', type: 'SavedAudit', by: { name: 'name' } },
    savedAudits: {
      kind: 'connection',
      type: 'SavedAudit',
      filters: { owner: 'owner' },
      orderings: { NAME: 'name' },
    },
    auditRun: { kind: 'one', type: 'AuditRun', by: { runId: 'run_id' } },
    auditRuns: {
      kind: 'connection',
      type: 'AuditRun',
      filters: { auditName: 'audit_name', status: 'status' },
      orderings: { STARTED_AT: 'started_at' },
    },
    findings: {
      kind: 'connection',
      type: 'Finding',
      filters: {
        runId: 'run_id',
        ruleId: 'rule_id',
        outcome: 'outcome',
        caseNumber: 'case_number',
        division: 'division',
      },
      orderings: { CASE_NUMBER: 'case_number', RULE_ID: 'rule_id' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers>;

/** What the audit subgraph serves: its conclusions as rows of the hub database, and the work that makes them. */
export const subgraph: SubgraphDefinition = { name: 'audit', mapping, start: startAudits };
