import { expect, test } from '@jest/globals';
import { patiently, refusalOf, selectionOf, withConnector } from '../contract-reading.ts';
import { describeConnectorContract } from '../contract-suite.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

describeConnectorContract('PostgreSQL', createPostgresUnderTest);

test('a session cannot write, even through a view that would write with another role’s rights', async () => {
  const source = await createPostgresUnderTest();
  try {
    await withConnector(source, {}, async (connector) => {
      const writing = connector.select(selectionOf({ relation: 'contract_writing' }), patiently());
      expect((await refusalOf(writing)).reason).toBe('refused');
    });
  } finally {
    await source.dispose();
  }
});
