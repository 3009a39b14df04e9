// The kernel's IP layer of one network namespace: devices, routes, hooks, forwarding, errors.
import type { InterfaceInfo, NetworkErrorCode, RouteInfo } from '../../shell/network-namespace.ts';
import { contains, isIpv6, isLoopback, type Prefix, parseIpv4 } from './address.ts';
import { type Device, hopDelayMs, NEIGHBOUR_FAILS_AFTER_MS } from './link.ts';
import { type HookName, Netfilter } from './netfilter/index.ts';
import type { Passage } from './netfilter/netfilter.ts';
import { Routes } from './routes.ts';
import type { IcmpType, Packet } from './types.ts';
import type { Wire } from './wire.ts';

export class Stack {
  readonly place: string;
  readonly wire: Wire;
  readonly devices: Device[] = [];
  readonly routes = new Routes();
  readonly netfilter: Netfilter;
  /** net.ipv4.ip_forward */
  forwarding = false;
  /** Addresses of this range have no router: without a route of their own they are looked for as neighbours. */
  onLink: Prefix | undefined;
  /** A namespace that is gone swallows what still arrives. */
  gone = false;
  /** Takes what has arrived for this namespace itself. */
  deliver: (packet: Packet) => void = () => undefined;
  readonly #local = new Map<string, number>();

  constructor(place: string, wire: Wire) {
    this.place = place;
    this.wire = wire;
    this.netfilter = new Netfilter({
      nowMs: () => wire.clock.now(),
      random: wire.random,
      isLocal: (address) => this.isLocal(address),
      addressOf: (device) => this.addressOf(device),
    });
    this.addDevice({
      name: 'lo',
      index: 1,
      mac: '00:00:00:00:00:00',
      mtu: 65_536,
      up: true,
      addresses: ['127.0.0.1/8', '::1/128'],
      link: { kind: 'loopback' },
    });
  }

  addDevice(device: Device): Device {
    this.devices.push(device);
    for (const address of device.addresses) this.#count(address, 1);
    return device;
  }

  removeDevice(device: Device): void {
    this.devices.splice(this.devices.indexOf(device), 1);
    for (const address of device.addresses) this.#count(address, -1);
    for (const route of this.routes.list()) if (route.device === device.name) this.routes.remove(route.destination);
  }

  nextDeviceIndex(): number {
    return Math.max(...this.devices.map(({ index }) => index)) + 1;
  }

  isLocal(address: string): boolean {
    return isLoopback(address) || this.#local.has(address);
  }

  /** The device's own IPv4 address. */
  addressOf(deviceName: string): string | undefined {
    const found = this.devices.find(({ name }) => name === deviceName)?.addresses.find((address) => !isIpv6(address));
    return found?.replace(/\/.*/, '');
  }

  /** The address from which this namespace speaks to `destination`; undefined when it has no way there. */
  sourceFor(destination: string): string | undefined {
    if (isLoopback(destination)) return isIpv6(destination) ? destination : '127.0.0.1';
    if (this.isLocal(destination)) return destination;
    const route = this.#route(destination);
    return route && (route.source ?? this.addressOf(route.device));
  }

  /** Sends a packet of this namespace's own. Answers at once when there is no way at all. */
  send(packet: Packet, delayMs = 0): NetworkErrorCode | undefined {
    const route = this.#route(packet.destination);
    if (!route) return 'ENETUNREACH';
    this.wire.note(packet, this.place, { kind: 'sent', device: route.device }, delayMs);
    const passage: Passage = { packet, outDevice: route.device };
    if (!this.#pass('OUTPUT', passage, delayMs)) return undefined;
    // The destination may have been translated, so the way is looked up anew.
    const way = this.#route(packet.destination);
    if (!way) return 'ENETUNREACH';
    this.#emit(passage, way, delayMs);
    return undefined;
  }

  receive(packet: Packet, device: Device, delayMs: number): void {
    if (this.gone || !device.up) return;
    this.wire.note(packet, this.place, { kind: 'received', device: device.name }, delayMs);
    packet.mark = 0;
    const passage: Passage = { packet, inDevice: device.name };
    if (!this.#pass('PREROUTING', passage, delayMs)) return;
    if (this.isLocal(packet.destination)) this.#input(passage, delayMs);
    else this.#forward(passage, delayMs);
  }

  /** Tells the sender of `about` what became of it (RFC 792). Says nothing about an error, as RFC 1122 demands. */
  sendError(type: IcmpType, about: Packet, delayMs: number): void {
    if (about.icmp && about.icmp.type !== 'echo-request' && about.icmp.type !== 'echo-reply') return;
    const source = this.isLocal(about.destination) ? about.destination : this.sourceFor(about.source);
    if (!source || isIpv6(about.source) !== isIpv6(source)) return;
    const quoted: Packet = { ...about, trace: [] };
    this.send(this.wire.packet({ protocol: 'ICMP', source, destination: about.source, icmp: { type, about: quoted } }), delayMs);
  }

  interfaces(): readonly InterfaceInfo[] {
    return this.devices.map(({ name, index, mac, mtu, up, addresses, link }) => {
      const peerIndex = link.kind === 'veth' ? link.peer?.device.index : link.kind === 'lan' ? link.index : undefined;
      return { name, index, mac, mtu, up, addresses, ...(peerIndex === undefined ? {} : { peerIndex }) };
    });
  }

  #input(passage: Passage, delayMs: number): void {
    if (!this.#pass('INPUT', passage, delayMs)) return;
    const { packet, inDevice = 'lo' } = passage;
    this.wire.clock.after(delayMs, () => {
      if (this.gone) return;
      this.wire.note(packet, this.place, { kind: 'delivered', device: inDevice }, 0);
      this.deliver(packet);
    });
  }

  #forward(passage: Passage, delayMs: number): void {
    const { packet } = passage;
    if (!this.forwarding) {
      this.#drop(packet, 'ip_forward', 'this host does not forward', delayMs);
      return;
    }
    if (packet.ttl <= 1) {
      this.#drop(packet, 'ip_forward', 'time to live exceeded', delayMs);
      this.sendError('time-exceeded', packet, delayMs);
      return;
    }
    const route = this.#route(packet.destination);
    if (!route) {
      this.#drop(packet, 'routing', 'no route', delayMs);
      this.sendError('net-unreachable', packet, delayMs);
      return;
    }
    packet.ttl--;
    passage.outDevice = route.device;
    if (this.#pass('FORWARD', passage, delayMs)) this.#emit(passage, route, delayMs);
  }

  #emit(passage: Passage, route: RouteInfo, delayMs: number): void {
    const { packet } = passage;
    passage.outDevice = route.device;
    if (!this.#pass('POSTROUTING', passage, delayMs)) return;
    const device = this.devices.find(({ name }) => name === route.device);
    if (!device?.up) {
      this.#drop(packet, route.device, 'the device is down', delayMs);
      return;
    }
    if (passage.inDevice) this.wire.note(packet, this.place, { kind: 'forwarded', device: device.name }, delayMs);
    const { link } = device;
    const arrivesMs = delayMs + hopDelayMs[link.kind];
    if (link.kind === 'loopback') {
      this.#loop(passage, device, arrivesMs);
      return;
    }
    const end = link.kind === 'veth' ? link.peer : link.lan.find(route.via ?? packet.destination);
    if (end && !end.stack.gone && !this.#unreachable(route, packet)) {
      end.stack.receive(packet, end.device, arrivesMs);
      return;
    }
    this.#drop(packet, 'ARP', `nobody answers for ${route.via ?? packet.destination}`, arrivesMs);
    const about = { ...packet, trace: [] };
    this.wire.clock.after(arrivesMs + NEIGHBOUR_FAILS_AFTER_MS, () => {
      if (!this.gone) this.sendError('host-unreachable', about, 0);
    });
  }

  /** What comes back through lo has been judged and translated on its way out. */
  #loop(passage: Passage, device: Device, delayMs: number): void {
    const { packet } = passage;
    this.wire.note(packet, this.place, { kind: 'received', device: device.name }, delayMs);
    packet.mark = 0;
    passage.inDevice = device.name;
    delete passage.outDevice;
    this.#input(passage, delayMs);
  }

  #unreachable(route: RouteInfo, packet: Packet): boolean {
    const address = parseIpv4(packet.destination);
    return route.destination === 'default' && address !== undefined && this.onLink !== undefined && contains(this.onLink, address);
  }

  #route(destination: string): RouteInfo | undefined {
    if (this.isLocal(destination)) return { destination, device: 'lo', scope: 'host' };
    return this.routes.find(destination);
  }

  /** False when the packet ends here. */
  #pass(hook: HookName, passage: Passage, delayMs: number): boolean {
    const { packet } = passage;
    const stopped = this.netfilter.pass(hook, passage, (rule, from, to) => {
      this.wire.note(packet, this.place, { kind: 'translated', rule, from, to }, delayMs);
    });
    if (!stopped) return true;
    const { target, by, rule } = stopped;
    const reason = rule.comment ?? `${hook} ${target.kind}`;
    this.wire.note(packet, this.place, { kind: target.kind === 'DROP' ? 'dropped' : 'rejected', by, reason }, delayMs);
    if (target.kind === 'REJECT') this.#reject(packet, target.with, delayMs);
    return false;
  }

  #reject(packet: Packet, how: string, delayMs: number): void {
    if (how === 'tcp-reset' && packet.protocol === 'TCP') {
      const { source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort } = packet;
      const acknowledgement = (packet.sequence ?? 0) + packet.payload.length + (packet.flags?.syn ? 1 : 0);
      const flags = { rst: true, ack: true };
      this.send(
        this.wire.packet({ protocol: 'TCP', source, sourcePort, destination, destinationPort, flags, sequence: 0, acknowledgement }),
        delayMs,
      );
    } else if (how === 'icmp-host-unreachable') this.sendError('host-unreachable', packet, delayMs);
    else if (how === 'icmp-admin-prohibited') this.sendError('admin-prohibited', packet, delayMs);
    else this.sendError('port-unreachable', packet, delayMs);
  }

  #drop(packet: Packet, by: string, reason: string, delayMs: number): void {
    this.wire.note(packet, this.place, { kind: 'dropped', by, reason }, delayMs);
  }

  #count(cidr: string, change: 1 | -1): void {
    const address = cidr.replace(/\/.*/, '');
    const count = (this.#local.get(address) ?? 0) + change;
    if (count > 0) this.#local.set(address, count);
    else this.#local.delete(address);
  }
}
