import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorCode } from '../../../errors/error-table.ts';
import { entityKey, type ChangeEvent } from '../../../stream/change-event.ts';
import { answerDecision } from './answer-decision.ts';
import { answerState } from './answer-state.ts';
import { record } from './audit-fixtures.ts';

interface Vehicle {
  readonly id: number;
  readonly owner: number;
  readonly isScooter: boolean;
}
interface Firm {
  readonly id: number;
  readonly representative: number;
  readonly isOpen: boolean;
}
interface Holding {
  readonly id: number;
  readonly holder: number;
  readonly firm: number;
  readonly share: number;
}

/** One change of the small world below; numbers name families, persons, vehicles, firms and holdings. */
export type WorldChange =
  | { readonly kind: 'family'; readonly family: number; readonly isActive: boolean }
  | { readonly kind: 'member'; readonly family: number; readonly person: number; readonly isIn: boolean }
  | {
      readonly kind: 'vehicle';
      readonly id: number;
      readonly owner: number | null;
      readonly isScooter: boolean;
    }
  | { readonly kind: 'firm'; readonly id: number; readonly representative: number; readonly isOpen: boolean }
  | {
      readonly kind: 'holding';
      readonly id: number;
      readonly holder: number;
      readonly firm: number;
      readonly share: number;
    };

/** A population behind the hub's wire format that changes while it is asked, and says in events what changed. */
export interface ChangingPopulation {
  readonly url: string;
  /** Makes the change and answers with the event that an agency would publish, less its position. */
  change(change: WorldChange): Omit<ChangeEvent, 'position'>;
  /** Until it is called with null, every answer says this of the vehicles, and gives none. */
  fail(code: ErrorCode | null): void;
  /** From now on answers that were made are held back, until the function is called that this answers with. */
  hold(): () => void;
  /** From now on every dataset says that it is so many hours old. */
  age(hours: number): void;
  readonly asked: { count: number };
  close(): Promise<void>;
}

const personId = (person: number): string => `RID:23990119800101${String(person).padStart(4, '0')}`;
const caseNumber = (family: number): string => `C${String(family).padStart(3, '0')}`;
const creditCode = (firm: number): string => `FIRM${firm}`;

class World {
  readonly families = new Map<number, boolean>();
  readonly members = new Map<string, { readonly family: number; readonly person: number }>();
  readonly vehicles = new Map<number, Vehicle>();
  readonly firms = new Map<number, Firm>();
  readonly holdings = new Map<number, Holding>();

  /** The active families, in the order of their numbers, as the audits' operations select them. */
  nodes(): readonly Readonly<Record<string, unknown>>[] {
    return [...this.families]
      .filter(([, isActive]) => isActive)
      .map(([family]) => family)
      .sort((one, other) => one - other)
      .map((family) => this.family(family));
  }

  private family(family: number): Readonly<Record<string, unknown>> {
    const members = [...this.members.values()].filter((member) => member.family === family);
    return record(`F${family}`, {
      caseNumber: caseNumber(family),
      division: '230102',
      status: 'ACTIVE',
      members: members.map(({ person }) =>
        record(`M${family}-${person}`, { validTo: null, person: this.person(person) }),
      ),
    });
  }

  private person(person: number): Readonly<Record<string, unknown>> {
    return {
      id: personId(person),
      vehicles: [...this.vehicles.values()].filter(({ owner }) => owner === person).map(vehicleRecord),
      legalRepresentativeOf: [...this.firms.values()]
        .filter(({ representative }) => representative === person)
        .map(firmRecord),
      holdings: [...this.holdings.values()]
        .filter(({ holder }) => holder === person)
        .map(({ id, firm, share }) =>
          record(`H${id}`, {
            role: 'SHAREHOLDER',
            sharePercent: share,
            validTo: null,
            enterprise: firmRecord(this.firms.get(firm) ?? { id: firm, representative: 0, isOpen: false }),
          }),
        ),
    };
  }
}

function vehicleRecord({ id, isScooter }: Vehicle): Readonly<Record<string, unknown>> {
  return record(`V${id}`, {
    vehicleKind: isScooter ? 'MOBILITY_SCOOTER' : 'CAR',
    use: 'PRIVATE',
    status: 'NORMAL',
    firstRegisteredOn: '2021-01-01',
    validTo: null,
  });
}

function firmRecord({ id, isOpen }: Firm): Readonly<Record<string, unknown>> {
  return record(`E${id}`, {
    creditCode: creditCode(id),
    kind: 'LIMITED',
    status: isOpen ? 'OPEN' : 'CANCELLED',
    employees: 3,
  });
}

function apply(world: World, change: WorldChange): Omit<ChangeEvent, 'position'> {
  switch (change.kind) {
    case 'family':
      world.families.set(change.family, change.isActive);
      return event('civil-affairs', 'AssistanceFamily', familyKey(change.family));
    case 'member': {
      const { family, person } = change;
      if (change.isIn) world.members.set(`${family} ${person}`, { family, person });
      else world.members.delete(`${family} ${person}`);
      return event('civil-affairs', 'AssistanceMember', familyKey(family), personKey(person));
    }
    case 'vehicle': {
      const before = world.vehicles.get(change.id)?.owner ?? null;
      const { id, owner, isScooter } = change;
      if (owner === null) world.vehicles.delete(id);
      else world.vehicles.set(id, { id, owner, isScooter });
      return event('vehicles', 'Vehicle', personKey(before), personKey(owner));
    }
    case 'firm': {
      const { id, representative, isOpen } = change;
      const before = world.firms.get(id)?.representative ?? null;
      world.firms.set(id, { id, representative, isOpen });
      return event(
        'business-registry',
        'Enterprise',
        firmKey(id),
        personKey(before),
        personKey(representative),
      );
    }
    case 'holding': {
      const { id, holder, firm, share } = change;
      const before = world.holdings.get(id);
      world.holdings.set(id, { id, holder, firm, share });
      const firms = [firmKey(before?.firm ?? null), firmKey(firm)];
      return event(
        'business-registry',
        'Holding',
        ...firms,
        personKey(before?.holder ?? null),
        personKey(holder),
      );
    }
  }
}

type Key = ReturnType<typeof entityKey>;
const familyKey = (family: number): Key => entityKey('AssistanceFamily', { caseNumber: caseNumber(family) });
const personKey = (person: number | null): Key =>
  person === null ? null : entityKey('Person', { id: personId(person) });
const firmKey = (firm: number | null): Key =>
  firm === null ? null : entityKey('Enterprise', { creditCode: creditCode(firm) });

function event(agency: string, type: string, ...keys: readonly Key[]): Omit<ChangeEvent, 'position'> {
  return {
    agency,
    kind: 'CHANGE',
    relation: type,
    types: [type],
    keys: keys.filter((key) => key !== null),
    committedAt: new Date().toISOString(),
  };
}

interface AskedVariables {
  readonly first: number;
  readonly after?: string | null;
  readonly _caseKeys?: readonly string[];
}

function pageOf(world: World, { first, after, _caseKeys: keys }: AskedVariables): object {
  const everybody = world.nodes();
  const nodes =
    keys === undefined ? everybody : everybody.filter((node) => keys.includes(node['caseNumber'] as string));
  // A cursor is the last case that was shown, as keyset paging has it.
  const rest = nodes.filter((node) => (node['caseNumber'] as string) > (after ?? ''));
  const page = rest.slice(0, first);
  return {
    nodes: page,
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: page.at(-1)?.['caseNumber'] ?? after ?? '',
    },
  };
}

export async function serveChangingPopulation(): Promise<ChangingPopulation> {
  const world = new World();
  const asked = { count: 0 };
  let failure: ErrorCode | null = null;
  let ageMs = 0;
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    if (request.url === '/decision') {
      answerDecision(response, []);
      return;
    }
    if (request.url === '/relation') {
      answerState(request, response, new Date(Date.now() - ageMs));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        variables: AskedVariables;
      };
      asked.count += 1;
      const errors = failure === null ? [] : [{ message: failure, path: [], extensions: { code: failure } }];
      const body = {
        data: failure === null ? { assistanceFamilies: pageOf(world, variables) } : null,
        errors,
        extensions: { receipt: { exchangeId: `exchange-${asked.count}` } },
      };
      response.setHeader('content-type', 'application/json');
      void held.then(() => response.end(JSON.stringify(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    change: (change) => apply(world, change),
    fail: (code) => {
      failure = code;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      held = promise.then(() => undefined);
      return () => resolve(undefined);
    },
    age: (hours) => {
      ageMs = hours * 3_600_000;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
