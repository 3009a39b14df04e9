// What an admission plugin is: it sees a write, may change the object, and refuses by throwing an ApiError.
import type { KubeObject } from '../../objects.ts';
import type { AnyResource } from '../resource.ts';

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: AnyResource;
  readonly subresource?: string;
  /** Undefined for DELETE. Plugins may change it. */
  readonly object?: KubeObject;
  readonly old?: KubeObject;
  readonly namespace?: string;
  readonly name: string;
}

export interface AdmissionPlugin {
  /** Before validation. */
  admit?(request: AdmissionRequest): void;
  /** After validation, last before the write: takes what is scarce (addresses, ports). */
  allocate?(request: AdmissionRequest): void;
}

export const isKind = (request: AdmissionRequest, group: string, kind: string): boolean =>
  request.resource.group === group && request.resource.kind === kind;
