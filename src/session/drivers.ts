// Which driver a lab starts on.
import { Problem } from '../../grader/index.ts';
import type { ClusterDriver } from '../cluster/driver.ts';
import type { DriverName } from './host.ts';
import type { LabSource } from './lab-source.ts';

/** The named one, or the first that has all that the lab requires. */
export function chooseDriver(drivers: readonly ClusterDriver[], { definition }: LabSource, wanted?: DriverName): ClusterDriver {
  if (wanted !== undefined) {
    const named = drivers.find(({ name }) => name === wanted);
    if (!named) throw new Problem('unsupported', `there is no driver ${wanted} here`);
    return named;
  }
  const fitting = drivers.find(({ features }) => definition.requires.every((feature) => features.has(feature)));
  if (!fitting) throw new Problem('feature-missing', `no driver here has all of ${definition.requires.join(', ')} for ${definition.id}`);
  return fitting;
}
