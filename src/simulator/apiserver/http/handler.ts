// From a request to the handler that serves it.
import { allResources, findResource } from '../resources/index.ts';
import { ApiError } from '../status.ts';
import { type Answering, answer, refusal } from './answer.ts';
import type { UpgradedChannel } from './channel.ts';
import { type ApiUser, type Context, isTrue, type Parts } from './context.ts';
import { discover } from './discovery.ts';
import { attachToPod, execInPod } from './exec.ts';
import { readLogs } from './logs.ts';
import { negotiate } from './negotiation.ts';
import { openapi } from './openapi.ts';
import { patchOne } from './patch.ts';
import { bindPod, evictPod } from './pod-actions.ts';
import { forwardToPod } from './port-forward.ts';
import { getOne, listAll } from './read.ts';
import { parsePath, type RequestInfo } from './request-info.ts';
import { review } from './reviews.ts';
import { getScale, patchScale, replaceScale } from './scale.ts';
import { watchAll } from './watch.ts';
import { createOne, deleteMany, deleteOne, replaceOne } from './write.ts';

const ENDPOINTS_WARNING = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

type Handler = (context: Context) => Response | Promise<Response>;

const COLLECTION: Readonly<Record<string, Handler>> = {
  GET: (context) => (isTrue(context.query.get('watch')) ? watchAll(context) : listAll(context)),
  POST: createOne,
  DELETE: deleteMany,
};
const OBJECT: Readonly<Record<string, Handler>> = {
  GET: (context) => (isTrue(context.query.get('watch')) ? watchAll(context) : getOne(context)),
  PUT: replaceOne,
  PATCH: patchOne,
  DELETE: deleteOne,
};
const SUBRESOURCES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  status: { GET: getOne, PUT: replaceOne, PATCH: patchOne },
  finalize: { PUT: replaceOne },
  scale: { GET: getScale, PUT: replaceScale, PATCH: patchScale },
  log: { GET: readLogs },
  exec: { GET: needsUpgrade, POST: needsUpgrade },
  attach: { GET: needsUpgrade, POST: needsUpgrade },
  portforward: { GET: needsUpgrade, POST: needsUpgrade },
  binding: { POST: bindPod },
  eviction: { POST: evictPod },
};

function needsUpgrade(): never {
  throw ApiError.badRequest('Upgrade request required');
}

function handlerFor(method: string, { resource, name, subresource }: RequestInfo, subresources: readonly string[]): Handler {
  if (!resource) throw ApiError.unknownPath();
  if (subresource && !subresources.includes(subresource)) throw ApiError.unknownPath();
  const handlers = subresource ? (SUBRESOURCES[subresource] ?? {}) : name ? OBJECT : COLLECTION;
  const handler = handlers[method];
  if (!handler) throw ApiError.methodNotAllowed();
  return handler;
}

/** Serves one request; never rejects but for a bug of ours in a stream. */
export async function handle(parts: Parts, user: ApiUser, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const warnings: string[] = [];
  const pretty = isTrue(url.searchParams.get('pretty')) || /^(curl|Wget)\//.test(request.headers.get('user-agent') ?? '');
  const answering: Answering = { yaml: false, pretty, warnings };
  try {
    if (/^\/(healthz|livez|readyz)(\/|$)/.test(url.pathname))
      return new Response('ok', { headers: { 'content-type': 'text/plain; charset=utf-8' } });
    const form = negotiate(request.headers.get('accept'));
    const document = await openapi(url.pathname);
    if (document) return answer(document, 200, answering);
    const found = discover(url.pathname, form.as === 'APIGroupDiscoveryList');
    if (found && request.method === 'GET') {
      const response = answer(found, 200, { ...answering, yaml: form.yaml });
      if ((found as { kind?: string }).kind === 'APIGroupDiscoveryList') {
        response.headers.set('content-type', 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
      }
      return response;
    }
    const reviewed = await review(request, url.pathname);
    if (reviewed) return answer(reviewed, 201, answering);
    const { context, info } = contextOf(parts, user, request, url, warnings, { ...answering, yaml: form.yaml });
    const handler = handlerFor(request.method, info, context.resource.subresources ?? []);
    return await handler(context);
  } catch (error) {
    if (error === NOWHERE) {
      return new Response('404 page not found\n', { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    }
    return refusal(error, answering);
  }
}

/** A path that leads to no group: the server's mux answers, not the API. */
const NOWHERE = ApiError.unknownPath();

/** Serves a request to upgrade: pods/exec, attach and portforward. A refusal is a Response. */
export async function upgrade(
  parts: Parts,
  user: ApiUser,
  request: Request,
  protocols: readonly string[],
): Promise<UpgradedChannel | Response> {
  const url = new URL(request.url);
  const answering: Answering = { yaml: false, pretty: false, warnings: [] };
  try {
    const { context } = contextOf(parts, user, request, url, [], answering);
    if (context.resource.plural === 'pods' && context.subresource === 'exec') return execInPod(context, protocols);
    if (context.resource.plural === 'pods' && context.subresource === 'attach') return attachToPod(context, protocols);
    if (context.resource.plural === 'pods' && context.subresource === 'portforward') return forwardToPod(context, protocols);
    return needsUpgrade();
  } catch (error) {
    return refusal(error, answering);
  }
}

function contextOf(
  parts: Parts,
  user: ApiUser,
  request: Request,
  url: URL,
  warnings: string[],
  answering: Answering,
): { context: Context; info: RequestInfo } {
  const info = parsePath(url.pathname);
  const resource = info && findResource(info.group, info.version, info.resource);
  if (!info || !allResources.some((one) => one.group === info.group && one.version === info.version)) throw NOWHERE;
  if (!resource) throw ApiError.unknownPath();
  const { namespace, name = '', subresource } = info;
  // A namespaced object without a namespace in its path is nowhere; a list without one is of all namespaces.
  if (resource.namespaced ? !namespace && (name !== '' || request.method === 'POST') : namespace !== undefined)
    throw ApiError.unknownPath();
  if (resource.group === '' && resource.kind === 'Endpoints') warnings.push(ENDPOINTS_WARNING);
  const context: Context = {
    ...parts,
    request,
    query: url.searchParams,
    user,
    resource,
    namespace,
    name,
    subresource,
    form: negotiate(request.headers.get('accept')),
    warnings,
    answer: (body, status = 200) => answer(body, status, answering),
  };
  return { context, info };
}
