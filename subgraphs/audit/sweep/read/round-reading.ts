import type { AuditRule } from '../../rules/audit-rule.ts';
import {
  mergeRelations,
  relationOfParts,
  type AskedPart,
  type RelationPart,
  type RoundRelation,
} from '../plan/round-relation.ts';
import type { RoundAudit } from '../round-audit.ts';
import { LoadingOrder } from './loading-order.ts';
import { pushedFor } from './push-down.ts';

/**
 * How far the reading of a round has come: what is still to be read and for which rules, and which of these can not be
 * asked any more.
 */
export class RoundReading {
  private readonly audits: Set<RoundAudit>;
  private readonly orders: ReadonlyMap<RoundAudit, LoadingOrder>;
  private readonly missing = new Map<AuditRule, string>();
  private readonly loaded = new Set<string>();
  private readonly going = new Set<RoundRelation>();
  private open: readonly RoundRelation[];

  constructor(audits: readonly RoundAudit[]) {
    this.audits = new Set(audits);
    this.orders = new Map(audits.map((each) => [each, new LoadingOrder(each.plan, each.compiled.rules)]));
    this.open = mergeRelations(audits);
  }

  /** How many questions there are still. */
  get left(): number {
    return this.open.length + this.going.size;
  }

  /**
   * What is to be asked now, so many questions at most: parts that are better read later stay behind. They are on their way
   * until `took`, `lacks` or `split` says what came of them.
   */
  next(most: number): readonly RoundRelation<AskedPart>[] {
    const next: RoundRelation<AskedPart>[] = [];
    for (const isForced of [false, true]) {
      // Where everything waits for something else, somebody must begin.
      if (isForced && next.length + this.going.size > 0) break;
      for (const relation of this.open) {
        if (next.length >= most) break;
        const asked = this.askedNow(relation, isForced);
        if (asked !== null) next.push(asked);
      }
    }
    return next;
  }

  /** It is loaded, and too old for these rules. */
  took(relation: RoundRelation<AskedPart>, tooOld: readonly AuditRule[]): void {
    this.going.delete(relation);
    for (const { relation: part } of relation.parts) this.loaded.add(part.id);
    for (const rule of tooOld) this.missing.set(rule, relation.typeName);
  }

  /** It can not be had. */
  lacks(relation: RoundRelation<AskedPart>): void {
    this.going.delete(relation);
    for (const rule of relation.parts.flatMap(({ rules }) => rules))
      this.missing.set(rule, relation.typeName);
  }

  /** What can not be had for several audits together is asked for each of them. */
  split(relation: RoundRelation<AskedPart>): void {
    this.going.delete(relation);
    const byAudit = Map.groupBy(relation.parts, ({ audit }) => audit);
    this.open = [...[...byAudit.values()].flatMap((parts) => relationsOf(parts)), ...this.open];
  }

  /** Nothing more is read for an audit. */
  leave(audit: RoundAudit): void {
    this.audits.delete(audit);
  }

  /** Audits for which everything that can be had is there; each is answered once, with the datasets that its rules lack. */
  takeRead(): readonly { readonly audit: RoundAudit; readonly missing: ReadonlyMap<string, string> }[] {
    this.open = this.open.flatMap((relation) =>
      relationsOf(relation.parts.filter((part) => this.rulesOf(part).length > 0)),
    );
    const needed = new Set(
      [...this.open, ...this.going].flatMap(({ parts }) => parts.map(({ audit }) => audit)),
    );
    const read = [...this.audits].filter((audit) => !needed.has(audit));
    for (const audit of read) this.leave(audit);
    return read.map((audit) => ({
      audit,
      missing: new Map(
        audit.compiled.rules.flatMap((rule) => {
          const dataset = this.missing.get(rule);
          return dataset === undefined ? [] : [[rule.definition.id, dataset]];
        }),
      ),
    }));
  }

  private askedNow(relation: RoundRelation, isForced: boolean): RoundRelation<AskedPart> | null {
    const isReady = ({ relation: { keyedBy } }: RelationPart): boolean =>
      keyedBy === null || this.loaded.has(keyedBy.relation);
    if (!isForced && !relation.parts.every(isReady)) return null;
    const now = relation.parts.filter((part) => isReady(part) && (isForced || !this.isBetterLater(part)));
    const [asked] = relationsOf(now.map((part) => this.asked(part)));
    if (asked === undefined) return null;
    const later = relationsOf(relation.parts.filter((part) => !now.includes(part)));
    this.open = this.open.flatMap((each) => (each === relation ? later : [each]));
    this.going.add(asked);
    return asked;
  }

  private isBetterLater(part: RelationPart): boolean {
    const order = this.orders.get(part.audit);
    return this.rulesOf(part).every((rule) => order?.isWorthWaiting(part.relation, rule, this.loaded));
  }

  private asked({ audit, relation }: RelationPart): AskedPart {
    const rules = this.rulesOf({ audit, relation });
    return { audit, relation, rules, where: pushedFor(relation, rules, audit.plan, audit.parameters) };
  }

  /** The rules of an audit that can still be asked, and not without a relation. */
  private rulesOf({ audit, relation }: RelationPart): readonly AuditRule[] {
    if (!this.audits.has(audit)) return [];
    return audit.compiled.rules.filter(
      (rule) => !this.missing.has(rule) && audit.plan.relationsOf.get(rule.definition.id)?.has(relation.id),
    );
  }
}

function relationsOf<Part extends RelationPart>(parts: readonly Part[]): readonly RoundRelation<Part>[] {
  const [first, ...others] = parts;
  return first === undefined ? [] : [relationOfParts([first, ...others])];
}
