import { TODAY } from '../draw/calendar.ts';
import { firmName, writeFirm, type FirmFacts, type HolderFacts } from '../registers/business-registry.ts';
import { writeHome, type HomeFacts } from '../registers/housing.ts';
import type { Label, Planting, Scene } from './planting.ts';

function plantHomes(scene: Scene, homes: readonly Partial<HomeFacts>[]): Label {
  const { desk, household, adult } = scene;
  household.ordinaryHome = false;
  const size = household.people.length;
  const units = homes.map((facts) =>
    writeHome(desk, {
      owners: [{ person: adult, share: 100 }],
      town: household.town,
      use: 'RESIDENTIAL',
      area: 38 * size + desk.rng.between(10, 40),
      acquiredBy: 'PURCHASE',
      registeredOn: TODAY - desk.rng.between(400, 2500),
      ...facts,
    }),
  );
  return { person: scene.head, detail: { units } };
}

const homePlanting = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'TWO_HOMES',
  exemption,
  standing: 'ASSISTED',
  compositions: ['ADULT', 'COUPLE', 'ELDER_COUPLE'],
  plant,
});

export const homePlantings: readonly Planting[] = [
  homePlanting(null, (scene) => plantHomes(scene, [{}, {}])),
  homePlanting('DEMOLITION', (scene) =>
    plantHomes(scene, [{ acquiredBy: 'DEMOLITION' }, { acquiredBy: 'DEMOLITION' }]),
  ),
  homePlanting('SMALL_AREA', (scene) => {
    const area = 14 * scene.household.people.length;
    return plantHomes(scene, [{ area }, { area: area + 6 }]);
  }),
  homePlanting('INHERITED_SHARE', (scene) =>
    plantHomes(scene, [
      { area: 42 },
      { area: 90, acquiredBy: 'INHERITANCE', owners: [{ person: scene.adult, share: 10 }] },
    ]),
  ),
  homePlanting('GARAGE', (scene) => plantHomes(scene, [{}, { use: 'GARAGE' }])),
];

interface FirmPlan {
  readonly kind?: FirmFacts['kind'];
  readonly status?: FirmFacts['status'];
  readonly employees?: number;
  readonly represents: boolean;
  readonly holding?: Omit<HolderFacts, 'holder'>;
}

/** A firm beside somebody on assistance; whom else it belongs to is an employer of the block. */
function plantFirm(scene: Scene, plan: FirmPlan): Label {
  const { desk, adult, household } = scene;
  const kind = plan.kind ?? 'COMPANY';
  const status = plan.status ?? 'OPEN';
  const creditCode = desk.office.creditCode(kind === 'STALL' ? '92' : '91');
  const registeredOn = TODAY - desk.rng.between(500, 1900);
  const holders: HolderFacts[] = [];
  if (plan.holding !== undefined) holders.push({ holder: adult, ...plan.holding });
  const rest = 100 - (plan.holding?.sharePercent ?? 0);
  if (rest > 0)
    holders.push({ holder: desk.rng.pick(desk.employers), sharePercent: rest, role: 'SHAREHOLDER' });
  writeFirm(desk, {
    creditCode,
    name: firmName(desk, household.town, kind),
    town: household.town,
    kind,
    status,
    registeredOn,
    cancelledOn: status === 'OPEN' ? null : registeredOn + desk.rng.between(100, 480),
    employees: plan.employees ?? desk.rng.between(2, 20),
    legalRepresentative: plan.represents ? adult : null,
    holders,
  });
  return { person: adult, detail: { credit_code: creditCode } };
}

const firmPlanting = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'COMPANY_CONTROL',
  exemption,
  standing: 'ASSISTED',
  compositions: ['ADULT', 'COUPLE', 'NUCLEAR'],
  plant,
});

const CONTROL: readonly FirmPlan[] = [
  { represents: true },
  { represents: true, holding: { sharePercent: 80, role: 'CONTROLLER' } },
  { represents: false, holding: { sharePercent: 35, role: 'CONTROLLER' } },
  { represents: false, holding: { sharePercent: 60, role: 'SHAREHOLDER' } },
  { represents: true, kind: 'STALL', employees: 3, holding: { sharePercent: 100, role: 'CONTROLLER' } },
];

export const firmPlantings: readonly Planting[] = [
  firmPlanting(null, (scene) => plantFirm(scene, scene.desk.rng.pick(CONTROL))),
  firmPlanting('STALL_WITHOUT_EMPLOYEES', (scene) =>
    plantFirm(scene, {
      represents: true,
      kind: 'STALL',
      employees: 0,
      holding: { sharePercent: 100, role: 'CONTROLLER' },
    }),
  ),
  firmPlanting('CANCELLED_FIRM', (scene) =>
    plantFirm(scene, {
      represents: true,
      status: 'CANCELLED',
      holding: { sharePercent: 100, role: 'CONTROLLER' },
    }),
  ),
  firmPlanting('MINORITY_SHARE', (scene) =>
    plantFirm(scene, {
      represents: false,
      holding: { sharePercent: scene.desk.rng.between(1, 30), role: 'SHAREHOLDER' },
    }),
  ),
  firmPlanting('SHARE_SOLD', (scene) =>
    plantFirm(scene, {
      represents: false,
      holding: { sharePercent: 70, role: 'CONTROLLER', soldOn: TODAY - scene.desk.rng.between(30, 400) },
    }),
  ),
];
