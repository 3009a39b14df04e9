// What a CoreDNS plugin is here.

import type { SocketAddress } from '../../../../shell/network-namespace.ts';
import type { Process } from '../../../../shell/program.ts';
import type { Api } from '../../../apiserver/index.ts';
import type { DnsMessage } from '../../../network/index.ts';
import type { Directive } from '../corefile.ts';

export interface DnsRequest {
  readonly message: DnsMessage;
  readonly name: string;
  readonly type: string;
  readonly from: SocketAddress;
  readonly protocol: 'udp' | 'tcp';
  readonly sizeBytes: number;
  /** A rewrite rule that says `stop` has matched: no other one is tried. */
  readonly rewritten?: boolean;
}

export type DnsHandler = (request: DnsRequest) => Promise<DnsMessage>;

/** Why a question was not answered; the errors plugin logs it, the client gets SERVFAIL. */
export class DnsFailure extends Error {
  override readonly name = 'DnsFailure';
}

export interface PluginContext {
  readonly process: Process;
  readonly api: Api;
  readonly directive: Directive;
  /** The zones of the server block: lower case, absolute. */
  readonly zones: readonly string[];
  /** Prints `[INFO] text`. */
  log(level: 'INFO' | 'WARNING' | 'ERROR' | 'FATAL', text: string): void;
  /** An error of the directive's configuration, as CoreDNS words it. */
  fault(message: string, line?: number): Error;
  /** Asks the whole chain of this server block, as a client would. */
  ask(name: string, type: string): Promise<DnsMessage>;
  /** Ends the program with exit code 1. */
  fatal(text: string): void;
}

export interface Plugin {
  wrap?(next: DnsHandler): DnsHandler;
  /** Runs once the server listens. What it rejects with ends the program. */
  start?(): Promise<void>;
  stop?(): void;
  /** For the ready plugin; absent: always. */
  ready?(): boolean;
}

/** Reads its configuration; throws what `fault` makes. */
export type PluginSetup = (context: PluginContext) => Plugin;
