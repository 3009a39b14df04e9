// GET: one object, or a list in pages.
import type { KubeObject } from '../../objects.ts';
import { ApiError } from '../status.ts';
import { type Context, listQuery } from './context.ts';
import { present, presentList } from './present.ts';

export function getOne(context: Context): Response {
  const { verbs, resource, namespace, name } = context;
  return context.answer(present(context, verbs.get(resource, namespace, name)));
}

interface Continuation {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: number;
  /** The last object of the page before: `namespace/name`. */
  readonly start: string;
}

const keyOf = ({ metadata }: KubeObject): string => (metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name);
/** The store's own order. */
const orderOf = (key: string): string => key.replace('/', '\u0000');

export function listAll(context: Context): Response {
  const { verbs, storage, resource, query } = context;
  const selection = listQuery(context);
  const limit = wholeNumber(query.get('limit'));
  const token = query.get('continue');
  const from = token ? readToken(token) : undefined;
  const all = verbs.list(resource, selection);
  const rest = from ? all.filter((object) => orderOf(keyOf(object)) > orderOf(from.start)) : all;
  const page = limit ? rest.slice(0, limit) : rest;
  const revision = from?.rv ?? storage.revision;
  const metadata: Record<string, unknown> = { resourceVersion: String(revision) };
  const last = page.at(-1);
  if (last && page.length < rest.length) {
    metadata.continue = btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: keyOf(last) } satisfies Continuation));
    if (!selection.labelSelector && !selection.fieldSelector) metadata.remainingItemCount = rest.length - page.length;
  }
  return context.answer(presentList(context, page, metadata));
}

function readToken(token: string): Continuation {
  try {
    const value = JSON.parse(atob(token)) as Continuation;
    if (value.v === 'meta.k8s.io/v1' && typeof value.start === 'string') return value;
  } catch {
    throw ApiError.badRequest('invalid continue token: continue key is not valid: illegal base64 data at input byte 0');
  }
  throw ApiError.badRequest('invalid continue token: continue key is not valid: incorrect encoded start key (version meta.k8s.io/v1)');
}

/** Undefined when absent. Throws BadRequest. */
export function wholeNumber(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw ApiError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
