import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { parseUid } from '../../../subgraphs/imaging/dicom/uid.ts';
import { createViewer, type ImageAccess } from '../../../subgraphs/imaging/viewer/create-viewer.ts';
import { installedOhif, installOhif, OHIF } from '../../../subgraphs/imaging/viewer/install-ohif.ts';
import { createAskGraph } from '../../ask-graph.ts';
import { textOption, UsageError, type CommandInput } from '../../command.ts';
import { APPLICATIONS, isApplicationName } from '../../issuer/applications.ts';
import { requireHub } from '../../launch/ready-file.ts';

const ACCESS = `query Viewer($study: ID!) {
  imagingStudy(studyInstanceUid: $study) { imageAccess { url token expiresAt } }
}`;

interface Answer {
  readonly imagingStudy: { readonly imageAccess: ImageAccess | null } | null;
}

/** Opens a study in OHIF; what is looked at goes through the hub as everything does. Ctrl-C ends it. */
export async function viewer({ positionals, values, state, output }: CommandInput): Promise<number> {
  const directory = join(state, 'viewer');
  if (values['install'] === true) output.progress(await installOhif(directory));
  const [, given] = positionals;
  if (given === undefined && values['install'] === true) {
    output.answer({ installed: OHIF.version }, [`OHIF ${OHIF.version} is installed 已安装`]);
    return 0;
  }
  const study = parseUid(given ?? '');
  if (study === null)
    throw new UsageError(
      given === undefined
        ? 'say which study: its Study Instance UID 请给出检查的 Study Instance UID'
        : `\`${given}\` is no Study Instance UID 不是有效的 Study Instance UID`,
    );
  const pages = installedOhif(directory);
  if (pages === null)
    throw new UsageError(
      'OHIF is not installed 尚未安装: `npm run hub -- imaging viewer --install` gets it by npm (50 MB)',
    );
  const access = (): Promise<ImageAccess> => askAccess(state, textOption(values, 'as') ?? 'hospital', study);
  // Who may not look is told so here.
  const { app, openingPath } = createViewer({ pages, study, leave: await access(), access });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}${openingPath}`;
  output.answer({ url }, [`open ${url} (it holds once 仅一次有效); Ctrl-C ends the viewer 结束`]);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await app.close();
  return 0;
}

async function askAccess(state: string, name: string, study: string): Promise<ImageAccess> {
  const hub = requireHub(state);
  if (!isApplicationName(name))
    throw new UsageError(
      `there is no application \`${name}\`; say one of ${Object.keys(APPLICATIONS).join(', ')}`,
    );
  const { data } = await createAskGraph(hub, name)<Answer>(ACCESS, { study });
  const access = data.imagingStudy?.imageAccess;
  if (!access) throw new Error('the hub knows no such study 没有该检查');
  return access;
}
