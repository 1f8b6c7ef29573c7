import type pg from 'pg';
import type { DicomNode } from '../dimse/call-node.ts';
import type { ImageSource } from '../intake/image-source.ts';
import { amiss, passed, type ConformanceCheck } from './conformance-check.ts';
import { dicomwebCheck } from './dicomweb-check.ts';
import type { HospitalEntry } from './hospital-entry.ts';
import { inwardChecks } from './inward-checks.ts';
import { noticeCheck } from './notice-check.ts';
import { outwardChecks } from './outward-checks.ts';
import { playHospital } from './play-hospital.ts';
import { receivedChecks } from './received-checks.ts';

export interface SelfTestMeans {
  /** Reads schema `archive`. */
  readonly client: pg.ClientBase;
  /** Our own port. */
  readonly ours: DicomNode;
  readonly reader: ImageSource;
  /** Sites for which some model has a label that is not silent. */
  readonly sites: readonly string[];
  /** How far back it is looked. */
  readonly days: number;
}

/**
 * Tries the connection with a hospital, in both directions, and looks at what came from it. Where its entry lets this
 * machine speak in its name, what it would do is done first.
 */
export async function testHospital(
  entry: HospitalEntry,
  { client, ours, reader, sites, days }: SelfTestMeans,
): Promise<readonly ConformanceCheck[]> {
  const isPlayed = await playHospital(entry, ours);
  const inward = await inwardChecks(client, entry, ours, days);
  return [
    siteCheck(entry, sites),
    ...(await outwardChecks(entry, ours.aeTitle)),
    await dicomwebCheck(entry),
    await noticeCheck(entry),
    ...(isPlayed ? inward.map(asPlayed) : inward),
    ...(await receivedChecks(client, entry.hospital, reader)),
  ];
}

/** Says whose doing it was: what this machine played is no word on what the hospital's own can do. */
function asPlayed(check: ConformanceCheck): ConformanceCheck {
  const { en, zh } = check.found;
  if (check.check === 'store-from')
    return {
      ...check,
      found: {
        en: `${en} (played by this machine; its study \`connection test\` stays in the work list)`,
        zh: `${zh}（由本机代为执行；其检查“联调测试”留在工作列表中）`,
      },
    };
  if (check.outcome !== 'PASSED') return check;
  return { ...check, found: { en: `${en} (played by this machine)`, zh: `${zh}（由本机代为执行）` } };
}

function siteCheck({ site }: HospitalEntry, sites: readonly string[]): ConformanceCheck {
  if (sites.includes(site))
    return passed('site', `models assist at site \`${site}\``, `模型在站点 \`${site}\` 提供辅助`);
  return amiss(
    'site',
    'SKIPPED',
    { en: `at site \`${site}\` every model is silent`, zh: `站点 \`${site}\` 的所有模型均为静默` },
    {
      en: 'validate a model there: `hub imaging cohort`, then its card (docs/imaging-models.md); images are taken in meanwhile',
      zh: '请用该站点的影像验证模型：`hub imaging cohort`，再更新模型卡；其间影像照常接收',
    },
  );
}
