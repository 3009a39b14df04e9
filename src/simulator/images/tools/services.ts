// /etc/services, as far as tools print its names.
const names: Readonly<Record<number, string>> = {
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  123: 'ntp',
  143: 'imap2',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};

export function serviceName(port: number): string | undefined {
  return names[port];
}

/** The number of a port written as a number or as a service's name. */
export function portNumber(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  const found = Object.entries(names).find(([, name]) => name === text);
  return found ? Number(found[0]) : undefined;
}
