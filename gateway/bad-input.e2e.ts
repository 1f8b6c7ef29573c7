import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SignJWT, generateKeyPair, importJWK, type JWK } from 'jose';
import { testHub, type Answer } from '../hub/testing/test-hub.ts';
import { makeResidentId } from '../identifiers/resident-id.ts';

/** Bad input at the front door: a clear error with a stable code, nothing disclosed, and the hub goes on. */

const hub = testHub();
const CASE_PAGE = '{ assistanceFamilies(first: 1) { nodes { caseNumber } pageInfo { endCursor } } }';
const json = { 'content-type': 'application/json' };

function codes(answer: Answer): string[] {
  return (answer.body.errors ?? []).map(({ extensions }) => extensions.code);
}

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect(codes(answer)).toEqual([code]);
  expect(answer.status).toBe(status);
  expect(answer.body.data ?? null).toBeNull();
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { ...json, authorization: `Bearer ${token}`, 'sluice-purpose': 'assistance-eligibility' };
}

const caseQuery = JSON.stringify({ query: CASE_PAGE });

describe('the body', () => {
  const headers = bearer(hub.tokens['social-assistance']!);
  test.each([
    ['malformed JSON', '{"query": '],
    ['a list of operations', JSON.stringify([{ query: CASE_PAGE }])],
    ['no query', '{}'],
    ['a query that is no string', '{"query": 7}'],
    ['variables that are no object', JSON.stringify({ query: CASE_PAGE, variables: [1] })],
    ['nothing', ''],
  ])('%s is BODY_MALFORMED', async (_, body) => {
    expectRefusal(await hub.post(body, headers), 400, 'BODY_MALFORMED');
  });

  test('a body beyond the limit is BODY_TOO_LARGE', async () => {
    const body = JSON.stringify({ query: CASE_PAGE, variables: { padding: 'x'.repeat(3_000_000) } });
    expectRefusal(await hub.post(body, headers), 413, 'BODY_TOO_LARGE');
  });

  test('another content type is MEDIA_TYPE_UNSUPPORTED, so no form on a page can post here', async () => {
    expectRefusal(
      await hub.post(caseQuery, { ...headers, 'content-type': 'text/plain' }),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    );
  });

  test('another method or path has its own code', async () => {
    const get = await fetch(new URL('/graphql', hub.url));
    expect([get.status, await get.json()]).toMatchObject([
      405,
      { errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] },
    ]);
    const elsewhere = await fetch(new URL('/admin', hub.url));
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
      404,
      { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    ]);
  });
});

describe('the token', () => {
  const issuerKey = async () => {
    const jwk = JSON.parse(readFileSync(join(hub.state, 'keys/issuer.jwk.json'), 'utf8')) as JWK;
    return { key: await importJWK(jwk, 'EdDSA'), kid: jwk.kid ?? '', publicPart: jwk.x ?? '' };
  };
  const claims = { department: 'civil-affairs', region: '230000', roles: ['application'] };
  const token = (kid: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer('https://issuer.sluice.invalid')
      .setSubject('social-assistance')
      .setIssuedAt();

  test('none is TOKEN_MISSING', async () => {
    expectRefusal(
      await hub.ask(CASE_PAGE, { as: null, purpose: 'assistance-eligibility' }),
      401,
      'TOKEN_MISSING',
    );
  });

  test('one that is no token is TOKEN_INVALID', async () => {
    expectRefusal(await hub.post(caseQuery, bearer('not-a-token')), 401, 'TOKEN_INVALID');
  });

  test('one signed by somebody else under the issuer’s key id is TOKEN_INVALID', async () => {
    const { kid } = await issuerKey();
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const forged = await token(kid).setAudience('sluice').setExpirationTime('1h').sign(privateKey);
    expectRefusal(await hub.post(caseQuery, bearer(forged)), 401, 'TOKEN_INVALID');
  });

  test('one without a signature is TOKEN_INVALID', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none' })}.${part({ ...claims, sub: 'social-assistance', aud: 'sluice' })}.`;
    expectRefusal(await hub.post(caseQuery, bearer(unsigned)), 401, 'TOKEN_INVALID');
  });

  test('one made with the public key as a shared secret is TOKEN_INVALID', async () => {
    const { kid, publicPart } = await issuerKey();
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer('https://issuer.sluice.invalid')
      .setAudience('sluice')
      .setSubject('social-assistance')
      .setExpirationTime('1h')
      .sign(Buffer.from(publicPart, 'base64url'));
    expectRefusal(await hub.post(caseQuery, bearer(confused)), 401, 'TOKEN_INVALID');
  });

  test('one whose time is over is TOKEN_EXPIRED', async () => {
    const { key, kid } = await issuerKey();
    const expired = await token(kid)
      .setAudience('sluice')
      .setExpirationTime(new Date(Date.now() - 3_600_000))
      .sign(key);
    expectRefusal(await hub.post(caseQuery, bearer(expired)), 401, 'TOKEN_EXPIRED');
  });

  test('one for another audience is TOKEN_AUDIENCE', async () => {
    const { key, kid } = await issuerKey();
    const elsewhere = await token(kid).setAudience('another-hub').setExpirationTime('1h').sign(key);
    expectRefusal(await hub.post(caseQuery, bearer(elsewhere)), 401, 'TOKEN_AUDIENCE');
  });
});

describe('the attributes of a token', () => {
  const sound = { department: 'civil-affairs', region: '230000', roles: ['application'] };
  const tokenWith = async (claims: Readonly<Record<string, unknown>>): Promise<string> => {
    const jwk = JSON.parse(readFileSync(join(hub.state, 'keys/issuer.jwk.json'), 'utf8')) as JWK;
    return new SignJWT({ sub: 'social-assistance', ...sound, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid ?? '' })
      .setIssuer('https://issuer.sluice.invalid')
      .setAudience('sluice')
      .setExpirationTime('1h')
      .sign(await importJWK(jwk, 'EdDSA'));
  };

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['no department', { department: undefined }],
    ['no region', { region: undefined }],
    ['no roles', { roles: undefined }],
    ['no application', { sub: undefined }],
    ['a department that is a list', { department: ['civil-affairs', 'audit-office'] }],
    ['a region that is a number', { region: 230000 }],
    ['a region that is no division', { region: '23000X' }],
    ['roles that are one text', { roles: 'application auditor' }],
    ['a role that is an object', { roles: [{ name: 'auditor' }] }],
    ['a clearance that is text', { clearance: '4' }],
    ['a clearance beyond the highest', { clearance: 5 }],
    ['a clearance that is not whole', { clearance: 2.5 }],
    ['an organisation that is a list', { organisation: ['a hospital'] }],
    ['an official who is an object', { official: { name: 'x' } }],
    ['a person whose number is unsound', { person: 'RID:239999197806159980' }],
  ])('%s: TOKEN_INVALID', async (_, claims) => {
    expectRefusal(await hub.post(caseQuery, bearer(await tokenWith(claims))), 401, 'TOKEN_INVALID');
  });

  test('more than are known add nothing', async () => {
    const more = {
      purposes: ['assistance-audit'],
      admin: true,
      departments: ['audit-office'],
      role: 'auditor',
    };
    const headers = bearer(await tokenWith(more));
    expect(codes(await hub.post(caseQuery, headers))).toEqual([]);
    const as = { ...headers, 'sluice-purpose': 'assistance-audit' };
    expectRefusal(await hub.post(caseQuery, as), 403, 'PURPOSE_UNKNOWN');
  });

  test('a department that nobody knows has no purpose', async () => {
    const headers = bearer(await tokenWith({ department: 'nobody-s' }));
    expectRefusal(await hub.post(caseQuery, headers), 403, 'PURPOSE_UNKNOWN');
  });
});

describe('the purpose', () => {
  test('none is PURPOSE_MISSING', async () => {
    expectRefusal(await hub.ask(CASE_PAGE, { purpose: null }), 400, 'PURPOSE_MISSING');
  });

  test.each(['curiosity', 'diagnosis', 'assistance-audit'])(
    '`%s` is not one of this subject: PURPOSE_UNKNOWN',
    async (purpose) => {
      expectRefusal(await hub.ask(CASE_PAGE, { purpose }), 403, 'PURPOSE_UNKNOWN');
    },
  );
});

describe('the operation', () => {
  test('a syntax error is OPERATION_SYNTAX, with its position', async () => {
    const answer = await hub.ask('{ assistanceFamilies(first: 1) { nodes { caseNumber }');
    expectRefusal(answer, 400, 'OPERATION_SYNTAX');
  });

  test('an unknown field is OPERATION_INVALID, without a suggestion', async () => {
    const answer = await hub.ask('{ assistanceFamilies(first: 1) { nodes { caseNumbr } } }');
    expectRefusal(answer, 400, 'OPERATION_INVALID');
    expect(answer.text).not.toMatch(/did you mean|caseNumber/i);
  });

  test('too deep is OPERATION_TOO_DEEP', async () => {
    const deep = `${'{ members { family '.repeat(20)} { caseNumber } ${'} }'.repeat(20)}`;
    expectRefusal(await hub.ask(`{ assistanceFamily(caseNumber: "x") ${deep} }`), 400, 'OPERATION_TOO_DEEP');
  });

  test('too deep through fragments is OPERATION_TOO_DEEP', async () => {
    const fragments = Array.from(
      { length: 15 },
      (_, index) => `fragment F${index} on AssistanceFamily { members { family { ...F${index + 1} } } }`,
    ).join(' ');
    const last = 'fragment F15 on AssistanceFamily { caseNumber }';
    const answer = await hub.ask(`{ assistanceFamily(caseNumber: "x") { ...F0 } } ${fragments} ${last}`);
    expectRefusal(answer, 400, 'OPERATION_TOO_DEEP');
  });

  test('too many aliases is OPERATION_TOO_MANY_ALIASES', async () => {
    const aliases = Array.from({ length: 400 }, (_, index) => `a${index}: caseNumber`).join(' ');
    const answer = await hub.ask(`{ assistanceFamilies(first: 1) { nodes { ${aliases} } } }`);
    expectRefusal(answer, 400, 'OPERATION_TOO_MANY_ALIASES');
  });

  test('too many tokens is OPERATION_TOO_LARGE', async () => {
    const answer = await hub.ask(
      `{ assistanceFamilies(first: 1) { nodes { ${'caseNumber '.repeat(20_000)} } } }`,
    );
    expectRefusal(answer, 400, 'OPERATION_TOO_LARGE');
  });

  test('a page too large is OPERATION_TOO_COSTLY', async () => {
    expectRefusal(
      await hub.ask('{ assistanceFamilies(first: 1000000) { nodes { caseNumber } } }'),
      400,
      'OPERATION_TOO_COSTLY',
    );
  });

  test.each([
    [501, 'OPERATION_TOO_COSTLY'],
    [-1, 'VARIABLES_INVALID'],
  ])('a page of %i is the caller’s mistake and no agency’s: %s', async (first, code) => {
    const query = 'query ($n: Int) { assistanceFamilies(first: $n) { nodes { caseNumber } } }';
    expectRefusal(await hub.ask(query, { variables: { n: first } }), 400, code);
  });

  test.each([
    ['vacancies', 'candidates', 0, 'VARIABLES_INVALID'],
    ['vacancies', 'candidates', 101, 'OPERATION_TOO_COSTLY'],
    ['jobseekers', 'suggestions', 0, 'VARIABLES_INVALID'],
    ['jobseekers', 'suggestions', 101, 'OPERATION_TOO_COSTLY'],
  ])('%s are asked for 1 to 100 %s: %i is the caller’s mistake: %s', async (of, list, first, code) => {
    const answer = await hub.ask(
      `query ($n: Int) { ${of}(first: 1) { nodes { ${list}(first: $n) { score } } } }`,
      { as: 'employment-adviser', purpose: 'employment-service', variables: { n: first } },
    );
    expectRefusal(answer, 400, code);
    expect(answer.text).toContain('100');
  });

  test('a subscription is refused', async () => {
    const answer = await hub.ask('subscription { anything }');
    expect(codes(answer)).toHaveLength(1);
    expect(answer.status).toBe(400);
  });

  test('two operations without a name is OPERATION_NAME', async () => {
    expectRefusal(await hub.ask(`query A ${CASE_PAGE} query B ${CASE_PAGE}`), 400, 'OPERATION_NAME');
  });
});

describe('values', () => {
  test('a variable of the wrong type is VARIABLES_INVALID, and is not repeated', async () => {
    const answer = await hub.ask(
      'query ($n: Int) { assistanceFamilies(first: $n) { nodes { caseNumber } } }',
      {
        variables: { n: 'SECRET-VALUE' },
      },
    );
    expectRefusal(answer, 400, 'VARIABLES_INVALID');
    expect(answer.text).not.toContain('SECRET-VALUE');
  });

  test('an id that fails its check digit is IDENTIFIER_INVALID, and is not repeated', async () => {
    const answer = await hub.ask('query ($id: ID!) { person(id: $id) { name } }', {
      as: 'hospital',
      variables: { id: 'RID:239901195001010017' },
    });
    expectRefusal(answer, 400, 'IDENTIFIER_INVALID');
    expect(answer.text).not.toContain('239901195001010017');
  });

  test('many numbers at once, as somebody would try who guesses what a mask hides, is OPERATION_TOO_COSTLY', async () => {
    const numbers = Array.from({ length: 6 }, (_, index) =>
      makeResidentId({ division: '239901', bornOn: '1950-01-01', sequence: index }),
    );
    const lookUps = numbers.map((number, index) => `a${index}: person(id: "RID:${number}") { pseudonym }`);
    expectRefusal(await hub.ask(`{ ${lookUps.join(' ')} }`), 400, 'OPERATION_TOO_COSTLY');
    expect(codes(await hub.ask(`{ ${lookUps.slice(1).join(' ')} }`))).toEqual([]);
  });

  describe('a cursor', () => {
    const page = (filter: string) =>
      `query ($after: Cursor) { assistanceFamilies(first: 1, after: $after${filter}) { nodes { caseNumber } pageInfo { endCursor } } }`;
    const endCursor = async (filter: string): Promise<string> => {
      const { body } = await hub.ask(page(filter));
      const cursor = (body.data as { assistanceFamilies: { pageInfo: { endCursor: string } } })
        .assistanceFamilies.pageInfo.endCursor;
      expect(typeof cursor).toBe('string');
      return cursor;
    };

    test('that is its own goes on', async () => {
      const answer = await hub.ask(page(''), { variables: { after: await endCursor('') } });
      expect(codes(answer)).toEqual([]);
    });

    test('that was tampered with is CURSOR_INVALID', async () => {
      const cursor = await endCursor('');
      const flipped = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1);
      expectRefusal(await hub.ask(page(''), { variables: { after: flipped } }), 400, 'CURSOR_INVALID');
    });

    test('that belongs to another filter is CURSOR_INVALID', async () => {
      const after = await endCursor('');
      const answer = await hub.ask(page(', filter: { scheme: { eq: "DIBAO" } }'), { variables: { after } });
      expectRefusal(answer, 400, 'CURSOR_INVALID');
    });

    test('that belongs to another subject is CURSOR_INVALID', async () => {
      const after = await endCursor('');
      expectRefusal(await hub.ask(page(''), { as: 'auditor', variables: { after } }), 400, 'CURSOR_INVALID');
    });

    test('does not show the position it stands for', async () => {
      const cursor = await endCursor('');
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/\d{4,}|record|family/);
    });
  });
});

test('after all of this the hub answers as before', async () => {
  const answer = await hub.ask(CASE_PAGE);
  expect(codes(answer)).toEqual([]);
  expect(answer.body.data).not.toBeNull();
});
