// Words of the C libraries: musl on Alpine, glibc elsewhere.
export type Libc = 'musl' | 'glibc';

const glibc: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
};

const musl: Readonly<Record<string, string>> = {
  ...glibc,
  EADDRINUSE: 'Address in use',
  EADDRNOTAVAIL: 'Address not available',
  EHOSTUNREACH: 'Host is unreachable',
  ENETUNREACH: 'Network unreachable',
  ETIMEDOUT: 'Operation timed out',
};

/** strerror(3) for an errno name. */
export function strerror(libc: Libc, code: string): string {
  return (libc === 'musl' ? musl : glibc)[code] ?? code;
}

/** gai_strerror(3) for a name that does not resolve. */
export function resolveFault(libc: Libc, error: 'not-found' | 'no-data' | 'again'): string {
  if (error === 'again') return libc === 'musl' ? 'Try again' : 'Temporary failure in name resolution';
  if (error === 'no-data') return libc === 'musl' ? 'Name has no usable address' : 'No address associated with hostname';
  return libc === 'musl' ? 'Name does not resolve' : 'Name or service not known';
}
