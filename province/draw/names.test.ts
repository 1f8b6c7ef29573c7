import { expect, test } from '@jest/globals';
import { drawGivenName, drawSurname, partsOfName } from './names.ts';
import { Prng } from './prng.ts';

test('a drawn name has the parts of which it was made', () => {
  const rng = new Prng(1, 1);
  for (let i = 0; i < 500; i++) {
    const surname = drawSurname(rng);
    const givenName = drawGivenName(rng, i % 2 === 0 ? 'MALE' : 'FEMALE');
    expect(partsOfName(surname + givenName)).toEqual({ surname, givenName });
  }
});

test.each(['', '王', '欧阳'])('%j is no name of two parts', (name) => {
  expect(partsOfName(name)).toBeNull();
});
