// Headers of every answer: what a page may load and run, and who may embed it.

/** For answers that are no page: nothing of them may be run or shown. `policy` is a page's. */
export function securityHeaders(policy = "default-src 'none'; frame-ancestors 'none'"): Readonly<Record<string, string>> {
  return {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
