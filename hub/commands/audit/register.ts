import { readRegister, registerPage } from '../../audits/rule-register.ts';
import { writeFileWhole } from '../../state/write-file-whole.ts';
import { textOption } from '../../command.ts';
import type { AuditAction } from './action.ts';

/** The public register of rules. */
export const register: AuditAction = {
  usage: '[--html FILE]   (the public register of rules, as a page in Chinese and English)',
  names: 0,
  run: async ({ client, input }) => {
    const rules = await readRegister((await client()).ask);
    const file = textOption(input.values, 'html');
    if (file !== undefined) writeFileWhole(file, registerPage(rules));
    input.output.answer(
      rules,
      file === undefined
        ? rules.map(
            ({ id, version, stage, statute, ruleHash }) =>
              `${id} version ${version}, ${stage}: ${statute} · ${ruleHash.slice(0, 12)}`,
          )
        : [`${rules.length} rules 条规则 → ${file}`],
    );
    return 0;
  },
};
