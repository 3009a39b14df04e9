import { describe, expect, it } from 'vitest';
import { events } from '../../../src/simulator/apiserver/index.ts';
import { createEventRecorder } from '../../../src/simulator/events.ts';
import { createWorld } from '../kubelet/world.ts';

describe('events', () => {
  it('count what happens again instead of piling up, and fold many alike into one', async () => {
    const world = await createWorld();
    world.runPod('web', { command: ['idle'] });
    const recorder = createEventRecorder(world, { component: 'tester' });
    for (let times = 0; times < 5; times++) recorder.record(world.pod('web'), 'Warning', 'Same', 'again');
    expect(world.event('web', 'Same')?.count).toBe(5);
    for (let number = 0; number < 14; number++) recorder.record(world.pod('web'), 'Warning', 'Many', `number ${number}`);
    const many = world.api.list(events).filter(({ reason }) => reason === 'Many');
    expect(many).toHaveLength(10);
    expect(many.find(({ count }) => count === 5)?.message).toBe('(combined from similar events): number 13');
  });
});
