import { dayOfMonth, LAST_MONTH, TODAY } from '../draw/calendar.ts';
import { stopFamily } from '../people/assistance-family.ts';
import type { Person } from '../people/person.ts';
import { writeVehicle, type VehicleFacts } from '../registers/vehicles.ts';
import type { Label, Planting, Scene } from './planting.ts';

function plantVehicle(scene: Scene, facts: Partial<VehicleFacts>): Label {
  const { desk, adult, household } = scene;
  const plate = writeVehicle(desk, {
    owner: adult,
    town: household.town,
    kind: desk.rng.pick(['CAR', 'CAR', 'SUV', 'VAN'] as const),
    use: 'PRIVATE',
    status: 'NORMAL',
    firstRegisteredOn: TODAY - desk.rng.between(60, 2500),
    wealth: desk.rng.bell(),
    ...facts,
  });
  return { person: adult, detail: { plate } };
}

const planting = (exemption: string | null, plant: Planting['plant']): Planting => ({
  kind: 'BARRED_VEHICLE',
  exemption,
  standing: 'ASSISTED',
  compositions: ['ADULT', 'COUPLE', 'NUCLEAR'],
  plant,
});

export const vehiclePlantings: readonly Planting[] = [
  planting(null, (scene) => {
    const truck = scene.desk.rng.chance(0.15);
    return plantVehicle(scene, truck ? { kind: 'TRUCK', use: 'FREIGHT' } : {});
  }),
  planting('MOBILITY_SCOOTER', (scene) => {
    scene.adult.disability = { kind: 'LIMB', grade: 2 };
    return plantVehicle(scene, { kind: 'MOBILITY_SCOOTER' });
  }),
  planting('SOLE_LIVELIHOOD', (scene) => {
    scene.adult.work = { kind: 'FLEXIBLE' };
    return plantVehicle(scene, {
      kind: scene.desk.rng.pick(['VAN', 'TRICYCLE', 'TRUCK'] as const),
      use: 'SOLE_LIVELIHOOD',
    });
  }),
  planting('TRANSFERRED', (scene) =>
    plantVehicle(scene, { status: 'TRANSFERRED', firstRegisteredOn: TODAY - 3300 }),
  ),
  planting('SCRAPPED', (scene) =>
    plantVehicle(scene, {
      status: 'SCRAPPED',
      firstRegisteredOn: TODAY - scene.desk.rng.between(3300, 5000),
    }),
  ),
  planting('SUPERSEDED_VERSION', (scene) =>
    plantVehicle(scene, {
      status: 'TRANSFERRED',
      firstRegisteredOn: TODAY - 1900,
      changedOn: TODAY - scene.desk.rng.between(20, 400),
    }),
  ),
  planting('NAMESAKE_OWNER', (scene) => {
    const { desk, adult } = scene;
    const { born, ...identity } = desk.office.resident(adult.born, adult.sex);
    const namesake: Person = { ...adult, identity, born };
    return { ...plantVehicle(scene, { owner: namesake }), person: adult };
  }),
  planting('BOUGHT_AFTER_STOP', (scene) => {
    stopFamily(scene.family, dayOfMonth(LAST_MONTH - 5, 20));
    return plantVehicle(scene, { firstRegisteredOn: dayOfMonth(LAST_MONTH - 2, 9) });
  }),
];
