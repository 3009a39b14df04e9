// BusyBox's ps: every process of the container (procps/ps.c).
import type { Program } from '../../../shell/index.ts';

export const busyboxPs: Program = async (process) => {
  const lines = process.host.processes().map(({ pid, command }) => {
    const user = process.user.name.slice(0, 8).padEnd(8);
    return `${String(pid).padStart(5)} ${user}  0:00 ${command.join(' ')}\n`;
  });
  await process.stdout.write(`PID   USER     TIME  COMMAND\n${lines.join('')}`);
  return 0;
};
