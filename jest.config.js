import { env } from 'node:process';

/** One project per kind of test; see CONTRIBUTING.md. Run through `npm test`, which passes arguments after `--`. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/\\.sluice'],
};

const project = (displayName, testMatch, more = {}) => ({ displayName, testMatch, ...common, ...more });

export default {
  maxWorkers: 2,
  testTimeout: 180_000,
  reporters: ['default', '<rootDir>/hub/testing/jest/count-reporter.ts'],
  projects: [
    // Needs nats-server on this machine, which users need not have: run where SLUICE_NATS_SERVER says where it is.
    ...(env.SLUICE_NATS_SERVER ? [project('nats', ['**/*.nats.ts'])] : []),
    // Real peers of the imaging cloud, which users need not have: run where SLUICE_DICOM_PEERS is set.
    ...(env.SLUICE_DICOM_PEERS
      ? [
          project('dicompeer', ['**/*.dicompeer.ts'], {
            globalSetup: '<rootDir>/hub/testing/jest/contract-setup.ts',
            globalTeardown: '<rootDir>/hub/testing/jest/contract-teardown.ts',
          }),
        ]
      : []),
    project('unit', ['**/*.test.ts']),
    project('contract', ['**/*.contract.ts'], {
      globalSetup: '<rootDir>/hub/testing/jest/contract-setup.ts',
      globalTeardown: '<rootDir>/hub/testing/jest/contract-teardown.ts',
    }),
    project('e2e', ['**/*.e2e.ts'], {
      globalSetup: '<rootDir>/hub/testing/jest/e2e-setup.ts',
      globalTeardown: '<rootDir>/hub/testing/jest/e2e-teardown.ts',
    }),
  ],
};
