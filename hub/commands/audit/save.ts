import { readFileSync } from 'node:fs';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../../../subgraphs/audit/definition/audit-definition.ts';
import { compileAudit } from '../../../subgraphs/audit/definition/compile-audit.ts';
import { estimateCost } from '../../../subgraphs/audit/definition/estimate-cost.ts';
import { readAuditDocument } from '../../../subgraphs/audit/definition/read-audit-document.ts';
import { readThresholds } from '../../../subgraphs/audit/definition/read-thresholds.ts';
import { readGraphCatalogue } from '../../../subgraphs/audit/operation/graph-catalogue.ts';
import { refusalLine } from '../../audits/refusal-words.ts';
import type { AuditAction } from './action.ts';

const SUPERGRAPH = new URL('../../../gateway/supergraph/generated/supergraph.graphql', import.meta.url);
const THRESHOLDS = new URL('../../../subgraphs/audit/audits/thresholds/', import.meta.url);

/** Compiles an audit without saving it; no hub needs to run. */
export const check: AuditAction = {
  usage: 'FILE   (says whether an audit in YAML would be accepted, and if not, where and why)',
  names: 1,
  run: ({ input: { output }, names: [file] }) => {
    try {
      const definition = readAuditDocument(readFileSync(file, 'utf8'));
      const graph = readGraphCatalogue(readFileSync(SUPERGRAPH, 'utf8'));
      const cost = estimateCost(compileAudit(definition, new Map(), graph, readThresholds(THRESHOLDS)));
      const rules = definition.rules.map(({ id, version }) => ({ id, version }));
      output.answer({ accepted: true, name: definition.name, cost, rules }, [
        `${file}: accepted 通过; ${rules.length} rules, about ${cost} records a case`,
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
