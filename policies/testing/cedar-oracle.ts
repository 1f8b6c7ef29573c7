import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicySource } from '../compile-policy.ts';
import type {
  Decision,
  DecisionTable,
  Denial,
  FieldCoordinate,
  PurposeId,
  Subject,
  Use,
} from '../vocabulary.ts';
import { cedarPolicies, UNDECLARABLE } from './cedar-export.ts';

/** One question of the domain, apart from whether there is a case. */
export interface Cell {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
}

/** What Cedar says: its decision, and the policies that determined it. */
interface Opinion {
  readonly isAllowed: boolean;
  readonly reasons: readonly string[];
}

/** A second opinion on what policies permit and forbid, by an engine that others made. */
export interface CedarOracle {
  /**
   * Compares a cell as it is decided with a case and without; null where both engines agree in effect, in reasons and in
   * what a denial lacks. Otherwise the cell with both answers, for a person to read.
   */
  disagreement(cell: Cell, tables: TablePair): string | null;
}

/** The tables of one subject and purpose at one time. */
export interface TablePair {
  readonly plain: DecisionTable;
  readonly withCase: DecisionTable;
}

let oracles = 0;

export function createCedarOracle(source: PolicySource): CedarOracle {
  oracles += 1;
  const id = `oracle-${oracles}`;
  const parsed = preparsePolicySet(id, {
    staticPolicies: cedarPolicies(source),
    templates: {},
    templateLinks: [],
  });
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '));
  const needCase = new Set<string>(
    source.documents.flatMap(({ rules }) => rules.filter((rule) => rule.needsCase).map((rule) => rule.id)),
  );
  const ask = (cell: Cell, hasCase: boolean): Opinion => opinionOf(id, source, cell, hasCase);
  return {
    disagreement(cell, { plain, withCase }) {
      const without = ask(cell, false);
      // Where no rule needs a case, no policy speaks of one.
      const under = needCase.size > 0 ? ask(cell, true) : without;
      const expected = [
        ruling(without, { needCase, wouldCaseHelp: under.isAllowed }),
        ruling(under, { needCase, wouldCaseHelp: false }),
      ];
      const decided = [plain, withCase].map((table) => inShort(table.decide(cell.coordinate, cell.use)));
      const [ours, theirs] = [JSON.stringify(decided), JSON.stringify(expected)];
      return ours === theirs ? null : `${JSON.stringify(cell)}: Sluice says ${ours}, Cedar ${theirs}`;
    },
  };
}

type Ruling = readonly ['permit' | 'deny', readonly string[], Denial['lacks']];

const inShort = (decision: Decision): Ruling => [
  decision.effect,
  decision.rules,
  decision.effect === 'deny' ? decision.lacks : null,
];

/** What Sluice must say where Cedar says this. */
function ruling(
  { isAllowed, reasons }: Opinion,
  { needCase, wouldCaseHelp }: { readonly needCase: ReadonlySet<string>; readonly wouldCaseHelp: boolean },
): Ruling {
  if (!isAllowed)
    return reasons.includes(UNDECLARABLE)
      ? ['deny', [], null]
      : ['deny', reasons, wouldCaseHelp ? 'case' : null];
  // Under a case, the rules that need one take the place of the others.
  const ofCase = reasons.filter((rule) => needCase.has(rule));
  return ['permit', ofCase.length > 0 ? ofCase : reasons, null];
}

function opinionOf(id: string, { catalogue }: PolicySource, cell: Cell, hasCase: boolean): Opinion {
  const entry = catalogue.get(cell.coordinate);
  if (!entry) throw new Error(`\`${cell.coordinate}\` is no field of the catalogue`);
  const { application, department, region, roles, clearance } = cell.subject;
  const { type, field, grade, share, tags, providers, agencies } = entry;
  const answer = statefulIsAuthorized({
    preparsedPolicySetId: id,
    principal: { type: 'Subject', id: 'subject' },
    action: { type: 'Action', id: cell.use },
    resource: { type: 'Field', id: cell.coordinate },
    context: {
      purpose: cell.purpose,
      hasCase,
      at: { __extn: { fn: 'datetime', arg: cell.at.toISOString() } },
    },
    entities: [
      {
        uid: { type: 'Subject', id: 'subject' },
        attrs: { application, department, region, roles: [...roles], clearance },
        parents: [],
      },
      {
        uid: { type: 'Field', id: cell.coordinate },
        attrs: {
          coordinate: cell.coordinate,
          type,
          field,
          grade,
          share,
          tags: [...tags],
          providers: [...providers],
          providerCount: providers.length,
          agencies: [...agencies],
        },
        parents: [],
      },
    ],
  });
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  const { decision, diagnostics } = answer.response;
  // WHY: Cedar passes over a policy that fails, so a failing `forbid` could end in Allow.
  const [error] = diagnostics.errors;
  if (error) throw new Error(`the policy ${error.policyId} failed: ${error.error.message}`);
  return { isAllowed: decision === 'allow', reasons: diagnostics.reason.toSorted() };
}
