import { setTimeout as sleep } from 'node:timers/promises';
import {
  openRepositoryWorld,
  type RepositoryWorld,
  type WorldDatabase,
  type WorldOptions,
} from './repository-world.ts';

/** Does some work with a repository in an empty database, which is dropped afterwards. */
export type WithWorld = (
  work: (world: RepositoryWorld) => Promise<void>,
  options?: WorldOptions,
) => Promise<void>;

/** How a test makes an empty database, and a role on its server. */
export interface WorldServer {
  readonly createTestDatabase: () => Promise<WorldDatabase['login'] & Pick<WorldDatabase, 'drop'>>;
  readonly createTestRole: (server: WorldDatabase['login'], role: string) => Promise<unknown>;
}

export function worldsIn({ createTestDatabase, createTestRole }: WorldServer): WithWorld {
  return async (work, options) => {
    const login = await createTestDatabase();
    const createRole: WorldDatabase['createRole'] = (name) => createTestRole(login, name);
    const world = await openRepositoryWorld({ login, createRole, drop: () => login.drop() }, options);
    try {
      await work(world);
    } finally {
      await world.close();
    }
  };
}

/** Says that some of an agency's changes may be missing. */
export const RESYNC = {
  agency: 'labour',
  kind: 'RESYNC',
  relation: null,
  types: [],
  keys: [],
  committedAt: '2026-11-01T00:00:00Z',
} as const;

/** Five people in three households, and the firms that they may work for. */
export function settlePeople({ world }: RepositoryWorld): void {
  for (let number = 0; number <= 4; number += 1) {
    world.apply({ kind: 'resident', person: number, household: number % 3, isDead: false });
    world.apply({ kind: 'firm', firm: number, isOpen: true });
  }
}

/** The first person works for the first firm. */
export const job = { kind: 'insurance', id: 1, person: 1, firm: 1, toMonth: null } as const;

/** Waits, with a generous end. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (await look()) return;
    await sleep(20);
  }
  throw new Error('it never comes to be so');
}
