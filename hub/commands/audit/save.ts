import { readFileSync } from 'node:fs';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../../../subgraphs/audit/definition/audit-definition.ts';
import { readAuditDocument } from '../../../subgraphs/audit/definition/read-audit-document.ts';
import { checkAuditText } from '../../audits/check-audit-text.ts';
import { refusalLine } from '../../refusal-line.ts';
import type { AuditAction } from './action.ts';

/** Checks an audit without saving it; no hub needs to run. */
export const check: AuditAction = {
  usage:
    'FILE   (says whether an audit in YAML can be saved, if policy permits it, and if not, where and why)',
  names: 1,
  run: ({ input: { output }, names: [file] }) => {
    try {
      const { audit, estimatedCost: cost } = checkAuditText(readFileSync(file, 'utf8'));
      const { name, rules: written } = audit.definition;
      const rules = written.map(({ id, version }) => ({ id, version }));
      output.answer({ accepted: true, name, cost, rules }, [
        `${file}: accepted 通过; ${rules.length} rules, about ${cost} records a case`,
        'whether policy permits it is decided when it is saved 是否获策略许可，保存时决定',
      ]);
      return Promise.resolve(0);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      output.answer({ accepted: false, code: error.code, ...error.detail }, [
        `${file}: refused 未通过; ${refusalLine(error)}`,
      ]);
      return Promise.resolve(1);
    }
  },
};

/** Saves an audit in YAML as a new version of the caller's own. */
export const save: AuditAction = {
  usage: 'FILE --official ID   (the audit belongs to the official, who answers for it)',
  names: 1,
  run: async ({ client: open, input: { output }, names: [file] }) => {
    const definition = definitionIn(file);
    const { saveAudit } = await (
      await open()
    ).ask<{
      saveAudit: {
        name: string;
        version: number;
        definitionHash: string;
        estimatedCost: number;
        sharing: string;
      };
    }>(
      `mutation Save($input: SaveAuditInput!) {
         saveAudit(input: $input) { name version definitionHash estimatedCost sharing }
       }`,
      { input: inputOf(definition) },
    );
    output.answer(saveAudit, [
      `${saveAudit.name} is saved 已保存: version ${saveAudit.version}, ${saveAudit.sharing}, ${saveAudit.definitionHash}`,
    ]);
    return 0;
  },
};

/** What is wrong with the file itself is said before the hub is asked. */
function definitionIn(file: string): AuditDefinition {
  try {
    return readAuditDocument(readFileSync(file, 'utf8'));
  } catch (error) {
    throw error instanceof SluiceError
      ? new Error(`${file}: ${refusalLine(error)}`, { cause: error })
      : error;
  }
}

/** The owner is left out: the hub knows who saves. */
function inputOf({ name, title, titleChinese, purpose, operation, ...lists }: AuditDefinition): object {
  return {
    name,
    title,
    titleChinese,
    purpose,
    operation,
    parameters: lists.parameters.map((parameter) => ({
      name: parameter.name,
      type: parameter.type,
      defaultValue: JSON.stringify(parameter.default),
    })),
    rules: lists.rules.map((rule) => ({
      ...rule,
      maxAgeHours: Object.entries(rule.maxAgeHours).map(([type, hours]) => ({ type, hours })),
    })),
  };
}
