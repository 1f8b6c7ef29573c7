import { describeCaseRegistry } from './describe-case-registry.ts';
import { memoryCaseRegistry } from './memory-case-registry.ts';

describeCaseRegistry(
  'what other tests use in place of one',
  () =>
    Promise.resolve({
      registryFor: (kept) => Promise.resolve(memoryCaseRegistry([kept])),
      close: () => Promise.resolve(),
    }),
  null,
);
