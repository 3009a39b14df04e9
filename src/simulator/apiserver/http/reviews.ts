// May somebody do something? (authorization.k8s.io/v1). This server has no RBAC yet: everybody may do everything, and the
// answers say so.
import { readDocument } from './body.ts';

/** The answer to a review's POST; undefined when the path is none. */
export async function review(request: Request, path: string): Promise<unknown> {
  const match = /^\/apis\/authorization\.k8s\.io\/v1\/(self)?subjectaccessreviews$/.exec(path);
  if (!match || request.method !== 'POST') return undefined;
  const kind = match[1] ? 'SelfSubjectAccessReview' : 'SubjectAccessReview';
  const { spec = {} } = (await readDocument(request, kind)) ?? {};
  const status = { allowed: true, reason: 'this server authorizes every request' };
  return { kind, apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec, status };
}
