// ping: echo requests, one a second, and their sum (BusyBox and iputils looks).
import type { Process, Program } from '../../../shell/index.ts';
import { busyboxUsage } from './busybox-usage.ts';
import type { Libc } from './libc.ts';
import { resolveFault } from './libc.ts';
import { OptionError, optionTable, type ParsedOptions, parseOptions } from './options.ts';
import { lookUp } from './resolve.ts';

const options = optionTable('c= s= t= W= w= i= I= q 4 6 n v A');

const busyboxText = `Usage: ping [OPTIONS] HOST

Send ICMP ECHO_REQUESTs to HOST

	-4,-6		Force IP or IPv6 name resolution
	-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-i SECS		Interval
	-t TTL		Set TTL
	-W SEC		Seconds to wait for the first response (default 10)
	-w SEC		Seconds until ping exits (default:infinite)
	-q		Quiet, only display output at start/finish`;

export function createPing(look: 'busybox' | 'iputils', libc: Libc): Program {
  return async (process) => {
    let parsed: ParsedOptions;
    try {
      parsed = parseOptions(process.args, options);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      if (look === 'busybox') return busyboxUsage(process, libc, 'ping', busyboxText, error);
      await process.stderr.write(`ping: invalid option -- '${error.option.replace(/^-+/, '')}'\n\nUsage\n  ping [options] <destination>\n`);
      return 2;
    }
    const host = parsed.operands.at(-1);
    if (host === undefined) {
      if (look === 'busybox') return busyboxUsage(process, libc, 'ping', busyboxText);
      await process.stderr.write('ping: usage error: Destination address required\n');
      return 1;
    }
    const found = await lookUp(process, host, process.signal, 4);
    const [address] = found.addresses;
    if (address === undefined) {
      const why = look === 'busybox' ? `bad address '${host}'` : `${host}: ${resolveFault(libc, found.error ?? 'not-found')}`;
      await process.stderr.write(`ping: ${why}\n`);
      return look === 'busybox' ? 1 : 2;
    }
    return run(process, parsed, look, host, address);
  };
}

async function run(process: Process, parsed: ParsedOptions, look: 'busybox' | 'iputils', host: string, address: string): Promise<number> {
  const number = (name: string, fallback: number) => Number(parsed.last(name) ?? fallback);
  const count = parsed.has('c') ? number('c', 0) : Number.POSITIVE_INFINITY;
  const size = number('s', 56);
  const intervalMs = number('i', 1) * 1000;
  const waitMs = number('W', 10) * 1000;
  const startMs = process.clock.now();
  const untilMs = parsed.has('w') ? startMs + number('w', 0) * 1000 : Number.POSITIVE_INFINITY;
  const busybox = look === 'busybox';
  const quiet = parsed.has('q');
  const head = busybox ? `PING ${host} (${address}): ${size} data bytes` : `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.`;
  await process.stdout.write(`${head}\n`);
  const stopping = new AbortController();
  const undo = process.onSignal('SIGINT', () => stopping.abort());
  const signal = AbortSignal.any([process.signal, stopping.signal]);
  const times: number[] = [];
  let sent = 0;
  let errors = 0;
  try {
    while (sent < count && process.clock.now() < untilMs && !signal.aborted) {
      const sentMs = process.clock.now();
      const sequence = ++sent;
      // BusyBox counts from nought.
      const shown = busybox ? `seq=${sequence - 1}` : `icmp_seq=${sequence}`;
      const isLast = sent === count;
      const timeoutMs = Math.min(isLast ? waitMs : Math.max(intervalMs, 1), untilMs - sentMs);
      const answer = await process.net.ping(address, { timeoutMs, signal, ...(parsed.has('t') ? { ttl: number('t', 64) } : {}) });
      if (answer.kind === 'reply') {
        times.push(answer.afterMs);
        if (!quiet) {
          const time = busybox ? answer.afterMs.toFixed(3) : shortTime(answer.afterMs);
          await process.stdout.write(`${size + 8} bytes from ${answer.from}: ${shown} ttl=${answer.ttl} time=${time} ms\n`);
        }
      } else if (answer.kind === 'unreachable') {
        errors++;
        const what = { host: 'Host', net: 'Net', port: 'Port' }[answer.reason];
        if (!quiet && !busybox) await process.stdout.write(`From ${answer.from} ${shown} Destination ${what} Unreachable\n`);
      }
      if (!isLast) await process.clock.sleep(Math.max(0, Math.min(sentMs + intervalMs, untilMs) - process.clock.now()), signal);
    }
  } catch (error) {
    process.signal.throwIfAborted();
    if (!stopping.signal.aborted) throw error;
  } finally {
    undo();
  }
  await process.stdout.write(summary(busybox, host, sent, errors, times, process.clock.now() - startMs));
  return times.length > 0 ? 0 : 1;
}

function shortTime(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
}

function summary(busybox: boolean, host: string, sent: number, errors: number, times: readonly number[], elapsedMs: number): string {
  const loss = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
  const average = times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length);
  const [least, most] = [Math.min(...times), Math.max(...times)].map((time) => time.toFixed(3));
  const head = `\n--- ${host} ping statistics ---\n`;
  if (busybox) {
    const line = `${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`;
    return `${head}${line}${times.length > 0 ? `round-trip min/avg/max = ${least}/${average.toFixed(3)}/${most} ms\n` : ''}`;
  }
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - average) ** 2, 0) / Math.max(1, times.length));
  const line = `${sent} packets transmitted, ${times.length} received,${errors > 0 ? ` +${errors} errors,` : ''} ${loss}% packet loss, time ${Math.round(elapsedMs)}ms\n`;
  return `${head}${line}${times.length > 0 ? `rtt min/avg/max/mdev = ${least}/${average.toFixed(3)}/${most}/${deviation.toFixed(3)} ms\n` : '\n'}`;
}
