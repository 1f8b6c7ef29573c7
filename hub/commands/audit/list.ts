import type { AuditAction } from './action.ts';

/** The audits that the caller may run. */
export const list: AuditAction = {
  usage: '',
  names: 0,
  run: async ({ client, input: { output } }) => {
    const audits = await (await client()).list();
    output.answer(
      audits,
      audits.flatMap((audit) => [
        `${audit.name} (version ${audit.version}, ${audit.owner}, ${audit.sharing}): ${audit.title} ${audit.titleChinese}`,
        ...audit.parameters.map(
          ({ name, type, defaultValue }) => `  --param ${name}=… ${type}, else ${defaultValue}`,
        ),
        ...audit.rules.map(
          ({ id, version, statute, stage }) => `  rule ${id} version ${version}, ${stage}: ${statute}`,
        ),
      ]),
    );
    return 0;
  },
};
