import type { PolicySource } from '../compile-policy.ts';
import type { Rule } from '../language/policy-document.ts';
import type { PurposeId, RuleId } from '../vocabulary.ts';
import { smallGraph } from './small-graph.ts';

const AUDIT = 'audit' as PurposeId;

/** A permit for auditors to be shown all of a car of the small graph. */
const BASE: Rule = {
  id: 'vehicles/base' as RuleId,
  effect: 'permit',
  title: { en: 'a', zh: '一' },
  legalBasis: ['law 1'],
  purposes: [AUDIT],
  subjects: { roles: ['auditor'] },
  resources: [{ type: 'Car', fields: '*' }],
  uses: ['project'],
  obligations: [],
  needsCase: false,
  validFrom: null,
  validTo: null,
};

/** That permit, changed, under the id `vehicles/<name>`. */
export const smallRule = (name: string, changes: Partial<Rule> = {}): Rule => ({
  ...BASE,
  id: `vehicles/${name}` as RuleId,
  ...changes,
});

/** Rules of the agency `vehicles` over the small graph; auditors may declare `audit`, carers `care`. */
export function smallPolicies(...rules: readonly Rule[]): PolicySource {
  const purposes = [
    ['audit', 'auditor'],
    ['care', 'carer'],
  ].map(([id, role]) => ({
    id: id as PurposeId,
    title: { en: id ?? '', zh: id ?? '' },
    legalBasis: ['law'],
    subjects: { roles: [role ?? ''] },
    isEmergency: false,
    allowsHistory: false,
    sweepers: null,
  }));
  return {
    documents: [{ agency: 'vehicles', subgraphs: ['vehicles'], rules, derivations: [] }],
    purposes,
    catalogue: smallGraph().catalogue,
  };
}
