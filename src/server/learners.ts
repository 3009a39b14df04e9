// Learners are told apart by a cookie that nobody can guess. The server keeps only its digest.
import { createHash, randomBytes } from 'node:crypto';

/** 256 bits. */
const SECRET_BYTES = 32;
const YEAR_S = 365 * 24 * 3600;
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

export const randomId = (): string => randomBytes(SECRET_BYTES).toString('base64url');

export interface LearnerCookie {
  /** The learner's id in the store; undefined when the request has no cookie of ours. */
  find(header: string | undefined): string | undefined;
  /** A new learner: the id, and the value of Set-Cookie. */
  issue(): { readonly learner: string; readonly setCookie: string };
}

/** Over HTTPS the cookie is bound to this very host (`__Host-`); plain HTTP knows no such cookie. */
export function learnerCookie(secure: boolean): LearnerCookie {
  const name = secure ? '__Host-podkova' : 'podkova';
  return {
    find(header) {
      const values = (header ?? '').split(/; */).flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []));
      // Two of one name: somebody has planted one.
      const [secret] = values;
      return values.length === 1 && secret !== undefined && secretPattern.test(secret) ? digest(secret) : undefined;
    },
    issue() {
      const secret = randomId();
      const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${YEAR_S}${secure ? '; Secure' : ''}`;
      return { learner: digest(secret), setCookie: `${name}=${secret}; ${attributes}` };
    },
  };
}

const digest = (secret: string) => createHash('sha256').update(secret).digest('base64url');
