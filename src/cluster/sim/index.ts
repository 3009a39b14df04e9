export { createSimDriver, type RunningSimCluster, type SimDriver, type SimDriverOptions } from './driver.ts';
