// Network tools as programs: one set for the learner's workstation and the toolbox, others for images.
import type { Programs } from '../../../shell/index.ts';
import { curl } from './curl/index.ts';
import { dig } from './dig/index.ts';
import { getent } from './getent.ts';
import { ip } from './ip.ts';
import { createNc } from './nc/index.ts';
import { bindNslookup, busyboxNslookup } from './nslookup.ts';
import { createPing } from './ping.ts';
import { busyboxPs } from './ps.ts';
import { netstat, ss } from './sockets.ts';
import { telnet } from './telnet.ts';
import { createWget } from './wget.ts';

export { curl, dig, getent };

/** As on a workstation with glibc: curl, BIND's tools, iproute2, iputils, OpenBSD's nc. */
export const networkTools: Programs = new Map([
  ['curl', curl],
  ['wget', createWget('glibc')],
  ['dig', dig],
  ['nslookup', bindNslookup],
  ['nc', createNc('openbsd', 'glibc')],
  ['netcat', createNc('openbsd', 'glibc')],
  ['ping', createPing('iputils', 'glibc')],
  ['ip', ip],
  ['ss', ss],
  ['netstat', netstat],
  ['getent', getent],
]);

/** BusyBox's applets that talk to the network, and ps. */
export function busyboxTools(libc: 'musl' | 'glibc'): Programs {
  return new Map([
    ['wget', createWget(libc)],
    ['nslookup', busyboxNslookup],
    ['nc', createNc('busybox', libc)],
    ['ping', createPing('busybox', libc)],
    ['ip', ip],
    ['netstat', netstat],
    ['ps', busyboxPs],
    ['telnet', telnet],
  ]);
}

/** Alpine's packages bind-tools, iproute2 and netcat-openbsd, as agnhost has them. */
export const bindTools: Programs = new Map([
  ['dig', dig],
  ['nslookup', bindNslookup],
]);
export const iproute: Programs = new Map([
  ['ip', ip],
  ['ss', ss],
]);
export const openbsdNc: Programs = new Map([['nc', createNc('openbsd', 'musl')]]);
