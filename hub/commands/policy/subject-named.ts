import { SUBJECTS } from '../../../policies/scenarios/subjects.ts';
import { isWellFormed } from '../../../policies/subject-class.ts';
import type { ApplicationId, Clearance, DivisionCode, Subject } from '../../../policies/vocabulary.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { UsageError } from '../../command.ts';

const ATTRIBUTES = [
  'application',
  'department',
  'region',
  'roles',
  'official',
  'organisation',
  'person',
  'clearance',
];

/**
 * The subject that a token of the development issuer stands for, or one described by its attributes:
 * `department=civil-affairs,roles=a+b,region=230000`. What is left out is nobody's in particular.
 */
export function subjectNamed(text: string): Subject {
  const named = Object.entries(SUBJECTS).find(([name]) => name === text);
  if (named) return named[1];
  if (!text.includes('='))
    throw new UsageError(
      `\`--as\` is one of ${Object.keys(SUBJECTS).join(', ')}, or attributes like \`department=civil-affairs,roles=a+b\``,
    );
  const attributes = new Map(text.split(',').map((pair) => attributeOf(pair)));
  const subject = {
    application: (attributes.get('application') ?? 'any-application') as ApplicationId,
    department: attributes.get('department') ?? 'any-department',
    region: (attributes.get('region') ?? '230000') as DivisionCode,
    roles: attributes.get('roles')?.split('+') ?? [],
    official: attributes.get('official') ?? null,
    organisation: attributes.get('organisation') ?? null,
    person: (attributes.get('person') ?? null) as PersonKey | null,
    clearance: Number(attributes.get('clearance') ?? 0) as Clearance,
  };
  if (!isWellFormed(subject))
    throw new UsageError('the attributes of `--as` are not those of a subject; see `policy --help`');
  return subject;
}

function attributeOf(pair: string): readonly [string, string] {
  const [name = '', ...value] = pair.split('=');
  if (!ATTRIBUTES.includes(name) || value.length !== 1)
    throw new UsageError(`\`${pair}\` is not one of ${ATTRIBUTES.join(', ')} with its value`);
  return [name, value.join('')];
}
