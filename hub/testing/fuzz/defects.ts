import { CursorSeal } from '../../../gateway/cursors/cursor-seal.ts';
import type { Fetcher } from '../../../gateway/create-fetcher.ts';
import { readSupergraph, type Supergraph } from '../../../gateway/supergraph/supergraph.ts';
import type { DecisionTable, FieldCoordinate, MaskKind, Permit } from '../../../policies/vocabulary.ts';
import { schemaTextOf } from './served-agencies.ts';

type Federation = Pick<Fetcher, 'plan' | 'fetch'>;

/** What is wrong with a hub, put in from outside: the product has no switch for it. */
export interface Defect {
  schemaText(agency: string): string;
  supergraph(sound: Supergraph): Supergraph;
  federation(sound: Federation): Federation;
  cursors(key: Uint8Array): CursorSeal;
}

export const SOUND: Defect = {
  schemaText: schemaTextOf,
  supergraph: (sound) => sound,
  federation: (sound) => ({
    plan: (allowed) => sound.plan(allowed),
    fetch: (...what) => sound.fetch(...what),
  }),
  cursors: (key) => new CursorSeal(key),
};

export const DEFECT_NAMES = ['mask-removed', 'use-unbound', 'plan-unchecked', 'cursor-in-clear'] as const;
export type DefectName = (typeof DEFECT_NAMES)[number];

/** @param field what the defect is about, where it is about one field */
export function defect(name: DefectName, field: FieldCoordinate): Defect {
  switch (name) {
    case 'mask-removed':
      return { ...SOUND, federation: (sound) => withoutMask(sound, field) };
    case 'use-unbound':
      return {
        ...SOUND,
        schemaText: (agency) => withoutUse(schemaTextOf(agency), field),
        supergraph: ({ sdl }) => readSupergraph(withoutUse(sdl, field)),
      };
    case 'plan-unchecked':
      return { ...SOUND, federation: unchecked };
    case 'cursor-in-clear':
      return { ...SOUND, cursors: (key) => new ClearCursors(key) };
  }
}

/** Neither the agency nor the gateway hears of the mask. */
function withoutMask(sound: Federation, field: FieldCoordinate): Federation {
  const without = (masks: Readonly<Record<string, MaskKind>>) =>
    Object.fromEntries(Object.entries(masks).filter(([coordinate]) => coordinate !== field));
  return {
    plan: (allowed) => {
      const checked = sound.plan(allowed);
      const permits = Object.entries(checked.permits).map(
        ([name, permit]) => [name, { ...permit, masks: without(permit.masks) }] as const,
      );
      return {
        ...checked,
        permits: Object.fromEntries(permits),
        gatewayMasks: without(checked.gatewayMasks),
      };
    },
    fetch: (...what) => sound.fetch(...what),
  };
}

/** As if every `@use` of the field had been forgotten, by its agency and in the composed graph. */
function withoutUse(sdl: string, field: FieldCoordinate): string {
  return sdl.replaceAll(new RegExp(`\\s*@use\\(of: "${field}", as: "[a-z-]+"\\)`, 'gu'), '');
}

const ANYTHING: Permit = {
  effect: 'permit',
  rules: [],
  legalBasis: [],
  mask: null,
  rows: [],
  limits: [],
  smallestGroup: null,
};

/** Whatever a plan reads beside what was asked is granted without a question. */
function unchecked(sound: Federation): Federation {
  return {
    plan: (allowed) => {
      const { scope } = allowed.decided;
      const { table } = scope;
      const lenient: DecisionTable = {
        policyVersion: table.policyVersion,
        purpose: table.purpose,
        hasCase: table.hasCase,
        validUntil: table.validUntil,
        rowConditions: table.rowConditions,
        derivations: table.derivations,
        decide: (coordinate, use) => (use === 'join-key' ? ANYTHING : table.decide(coordinate, use)),
        rowsOf: (type) => table.rowsOf(type),
      };
      return sound.plan({ ...allowed, decided: { ...allowed.decided, scope: { ...scope, table: lenient } } });
    },
    fetch: (...what) => sound.fetch(...what),
  };
}

/** Positions as agencies name them, for everybody to read and to use anywhere. */
class ClearCursors extends CursorSeal {
  override seal(position: string): string {
    return position;
  }

  override open(cursor: string): string | null {
    return cursor;
  }
}
