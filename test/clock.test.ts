import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/clock.ts';

describe('a virtual clock', () => {
  it('runs an hour of timers in order without waiting for any of them', async () => {
    const clock = new VirtualClock(0);
    const heard: number[] = [];
    for (const delayMs of [3_600_000, 1_000, 60_000]) clock.after(delayMs, () => heard.push(clock.now()));
    await clock.drive(clock.sleep(3_600_000));
    expect(heard).toEqual([1_000, 60_000, 3_600_000]);
  });

  it('stands still while nobody drives it, and costs no timer', async () => {
    const clock = new VirtualClock(500);
    let rang = false;
    clock.after(1, () => {
      rang = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ rang, now: clock.now() }).toEqual({ rang: false, now: 500 });
  });

  it('does not move while something outside holds it', async () => {
    const clock = new VirtualClock(0);
    const release = clock.hold();
    const slept = clock.drive(clock.sleep(10));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now()).toBe(0);
    release();
    await slept;
    expect(clock.now()).toBe(10);
  });

  it('makes up for the time that it lags behind, then follows', async () => {
    const leader = new VirtualClock(100_000);
    const clock = new VirtualClock(40_000);
    const heard: number[] = [];
    clock.after(5_000, () => heard.push(clock.now()));
    await clock.follow(leader);
    expect({ heard, now: clock.now() }).toEqual({ heard: [45_000], now: 100_000 });
    const slept = clock.sleep(2_000).then(() => clock.now());
    await leader.drive(slept);
    expect(await slept).toBe(102_000);
  });

  it('sleeps through a pause: what has passed elsewhere did not pass here', async () => {
    const leader = new VirtualClock(0);
    const clock = new VirtualClock(0);
    await clock.follow(leader);
    clock.pause();
    await leader.advance(60_000);
    clock.resume(leader);
    expect(clock.now()).toBe(0);
    const slept = clock.sleep(1_000);
    await leader.drive(slept);
    expect(leader.now()).toBe(61_000);
  });

  it('says so when what is awaited can never happen', async () => {
    await expect(new VirtualClock(0).drive(new Promise(() => undefined))).rejects.toThrow('nothing is left to happen');
  });

  it('ends a sleep with the reason of the signal, and forgets its timer', async () => {
    const clock = new VirtualClock(0);
    const control = new AbortController();
    const slept = clock.sleep(1_000, control.signal);
    control.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });
});
