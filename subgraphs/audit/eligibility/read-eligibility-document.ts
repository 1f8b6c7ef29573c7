import { Ajv, type JSONSchemaType } from 'ajv';
import { parse } from 'yaml';
import type { AuditDefinition, RuleDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';

/** A rule that speaks against a case, with the audit whose operation it is asked of. */
export interface EligibilityRule {
  readonly audit: AuditDefinition;
  readonly rule: RuleDefinition;
}

/** When somebody is entitled to what a scheme gives: none of the rules finds against the family. */
export interface EligibilityScheme {
  readonly scheme: string;
  readonly title: string;
  readonly titleChinese: string;
  readonly statute: string;
  /** How old the records may be that say who is on assistance under it; of older ones nothing is concluded. */
  readonly maxAgeHours: { readonly AssistanceFamily: number; readonly AssistanceMember: number };
  readonly rules: readonly EligibilityRule[];
}

type Document = Omit<EligibilityScheme, 'rules'> & {
  readonly rules: readonly { readonly audit: string; readonly rule: string }[];
};

const text = { type: 'string', minLength: 1 } as const;
const hours = { type: 'integer', minimum: 1 } as const;

const DOCUMENT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['scheme', 'title', 'titleChinese', 'statute', 'maxAgeHours', 'rules'],
  properties: {
    scheme: { type: 'string', pattern: '^[A-Z]+$' },
    title: text,
    titleChinese: text,
    statute: text,
    maxAgeHours: {
      type: 'object',
      additionalProperties: false,
      required: ['AssistanceFamily', 'AssistanceMember'],
      properties: { AssistanceFamily: hours, AssistanceMember: hours },
    },
    rules: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['audit', 'rule'],
        properties: { audit: text, rule: text },
      },
    },
  },
} as unknown as JSONSchemaType<Document>;

const validate = new Ajv().compile(DOCUMENT_SCHEMA);

/**
 * A scheme from the text of its YAML file.
 * @param shipped the audits that ship, by name
 * @throws SluiceError AUDIT_INVALID, also where it names a rule that none of them has
 */
export function readEligibilityDocument(
  yaml: string,
  shipped: ReadonlyMap<string, AuditDefinition>,
): EligibilityScheme {
  const document: unknown = parse(yaml);
  if (!validate(document)) {
    const [error] = validate.errors ?? [];
    throw auditInvalid(
      `eligibility ${error?.instancePath ?? ''}`,
      error?.message ?? 'is no eligibility document',
    );
  }
  const rules = document.rules.map((named) => {
    const audit = shipped.get(named.audit);
    const rule = audit?.rules.find(({ id }) => id === named.rule);
    if (audit === undefined || rule === undefined)
      throw auditInvalid(
        `eligibility ${document.scheme}`,
        `no audit that ships has the rule \`${named.rule}\``,
      );
    return { audit, rule };
  });
  return { ...document, rules };
}
