// `podkova lab check`: receipts of labs on the simulator.
import { realClock } from '../clock.ts';
import { createSimDriver, type RunningSimCluster } from '../cluster/sim/index.ts';
import { labIds, readLab } from '../server/labs-on-disk.ts';
import { makeReceipt, type Receipt } from './receipt.ts';
import type { Say } from './words.ts';

/** Every cluster of a receipt is the same one, name by name, so that a receipt can be made again. */
const RECEIPT_SEED = 20_260_401;

/** A receipt on the simulator, on virtual time. */
export async function simReceipt(
  id: string,
  options: { readonly repeats?: number; readonly onRun?: Parameters<typeof makeReceipt>[0]['onRun']; readonly folder?: string } = {},
): Promise<Receipt> {
  const lab = await readLab(id, options.folder);
  const driver = createSimDriver({
    clock: realClock,
    seed: RECEIPT_SEED,
    time: 'virtual',
    onBug(error) {
      throw error;
    },
  });
  return makeReceipt({
    lab,
    driver,
    drive: (running, work) => (running as RunningSimCluster).clock.drive(work),
    kubernetes: 'v1.34.4',
    ...(options.repeats ? { repeats: options.repeats } : {}),
    ...(options.onRun ? { onRun: options.onRun } : {}),
  });
}

/** Prints as it goes; resolves to whether every receipt holds. */
export async function labCheck(
  wanted: readonly string[],
  options: { readonly repeats: number; readonly json: boolean },
  say: Say,
): Promise<boolean> {
  const receipts: Receipt[] = [];
  for (const id of wanted.length > 0 ? wanted : labIds()) {
    const receipt = await simReceipt(id, {
      repeats: options.repeats,
      onRun(run, repeat) {
        if (options.json) return;
        const results = run.tasks.map(({ task, status, why }) => `${task}=${why ?? status}`).join(' ');
        console.log(
          `${run.faults.length === 0 ? '✓' : '✗'} ${id} ${run.script}${options.repeats > 1 ? ` #${repeat}` : ''}: ${run.faults.length === 0 ? say('runPassed') : ''} [${results}]`,
        );
        for (const fault of run.faults) console.log(`  ${fault}`);
      },
    });
    receipts.push(receipt);
    if (!options.json) {
      for (const disagreement of receipt.disagreements) console.log(`  ${disagreement}`);
      console.log(
        `${say(receipt.passed ? 'labPassed' : 'labFailed', { lab: id })} (${receipt.digest.slice(0, 19)}…, ${receipt.driver}, Kubernetes ${receipt.kubernetes})`,
      );
    }
  }
  if (options.json) console.log(JSON.stringify(receipts, null, 2));
  return receipts.every(({ passed }) => passed);
}
