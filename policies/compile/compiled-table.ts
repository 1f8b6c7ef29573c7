import { distinctConditions } from '../combine.ts';
import {
  type Decision,
  type DecisionTable,
  type Derivation,
  type FieldCoordinate,
  type PolicyVersion,
  type PurposeId,
  type RowCondition,
  type Use,
  USES,
} from '../vocabulary.ts';
import type { RulePart } from './compiled-rule.ts';
import { type DecidedCells, decideCells } from './decided-cells.ts';
import type { FieldIndex } from './field-index.ts';

/** What a table is made of. */
export interface TableParts extends Pick<
  DecisionTable,
  'policyVersion' | 'purpose' | 'hasCase' | 'validUntil' | 'derivations'
> {
  readonly index: FieldIndex;
  /** Of the rules that apply to its subjects under its purpose in its epoch. */
  readonly parts: readonly RulePart[];
}

const USE_NUMBERS: ReadonlyMap<Use, number> = new Map(USES.map((use, number) => [use, number]));

/** Of what is no field of the catalogue, and what is no use. */
const NOTHING_KNOWN: Decision = { effect: 'deny', rules: [], lacks: null };

/** A table in which every cell was decided when it was made. */
export class CompiledTable implements DecisionTable {
  readonly policyVersion: PolicyVersion;
  readonly purpose: PurposeId;
  readonly hasCase: boolean;
  readonly validUntil: Date | null;
  readonly rowConditions: readonly RowCondition[];
  readonly derivations: readonly Derivation[];
  private readonly index: FieldIndex;
  private readonly cells: DecidedCells;
  private readonly rows = new Map<string, readonly RowCondition[]>();

  constructor({ index, parts, ...table }: TableParts) {
    this.policyVersion = table.policyVersion;
    this.purpose = table.purpose;
    this.hasCase = table.hasCase;
    this.validUntil = table.validUntil;
    this.rowConditions = distinctConditions(parts.flatMap(({ says }) => says.rows));
    this.derivations = table.derivations;
    this.index = index;
    this.cells = decideCells(parts, { fieldCount: index.all.length, hasCase: table.hasCase });
  }

  decide(coordinate: FieldCoordinate, use: Use): Decision {
    const [field, number] = [this.index.numberOf(coordinate), USE_NUMBERS.get(use)];
    if (field === null || number === undefined) return NOTHING_KNOWN;
    return this.cells.decision(field, number) ?? NOTHING_KNOWN;
  }

  rowsOf(type: string): readonly RowCondition[] {
    let rows = this.rows.get(type);
    if (!rows) {
      // WHY: a row is there or not, whichever of its fields is asked for; so one filter is everyone's.
      const fields = [...this.index.ofType(type), ...this.index.waysTo(type)];
      rows = distinctConditions(fields.flatMap(({ number }) => this.rowsOfField(number)));
      this.rows.set(type, rows);
    }
    return rows;
  }

  private rowsOfField(field: number): readonly RowCondition[] {
    return USES.flatMap((_, use) => {
      const decision = this.cells.decision(field, use);
      return decision?.effect === 'permit' ? decision.rows : [];
    });
  }
}
