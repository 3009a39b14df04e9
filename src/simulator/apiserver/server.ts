// Puts the API server together.
import type { Clock } from '../../clock.ts';
import type { Parts } from '../parts.ts';
import type { Random } from '../random.ts';
import { createAdmission } from './admission/index.ts';
import type { Api } from './api.ts';
import type { UpgradedChannel } from './http/channel.ts';
import type { ApiUser } from './http/context.ts';
import { handle, upgrade } from './http/handler.ts';
import { createApi } from './in-process-api.ts';
import type { FindNode } from './node-connection.ts';
import type { AnyResource } from './resource.ts';
import { namespaces, serviceAccounts, services } from './resources/index.ts';
import { Storage } from './storage.ts';
import { createVerbs } from './verbs.ts';

/** The server as one user sees it over HTTP. */
export interface ApiConnection {
  /** Every refusal is a Status in a Response. */
  fetch(request: Request): Promise<Response>;
  /** `protocols` are those of Sec-WebSocket-Protocol. Answers a Response when it refuses to upgrade. */
  upgrade(request: Request, protocols: readonly string[]): Promise<UpgradedChannel | Response>;
}

export interface ApiServer {
  readonly api: Api;
  /** May be called as often as there are users. */
  connect(user: ApiUser): ApiConnection;
}

export interface ApiServerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly findNode: FindNode;
  /** Where objects are kept beyond this process. */
  readonly parts?: Parts;
}

/** An empty cluster's API server: not even the namespace `default` is there, unless `parts` has kept something. */
export function createApiServer(parts: ApiServerParts): ApiServer {
  const { clock, random, findNode } = parts;
  const storage = new Storage(parts.parts);
  const erased = (resource: unknown) => resource as AnyResource;
  const admission = createAdmission({
    storage,
    random,
    namespaces: erased(namespaces),
    services: erased(services),
    serviceAccounts: erased(serviceAccounts),
  });
  const verbs = createVerbs({ storage, clock, random, admission });
  const http = { storage, verbs, clock, findNode };
  return {
    api: createApi(storage, verbs),
    connect: (user) => ({
      fetch: (request) => handle(http, user, request),
      upgrade: (request, protocols) => upgrade(http, user, request, protocols),
    }),
  };
}
