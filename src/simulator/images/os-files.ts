// Files that tell a program where it is.
const accounts = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n';

export function alpineFiles(version: string): Readonly<Record<string, string>> {
  const short = version.split('.').slice(0, 2).join('.');
  return {
    '/etc/alpine-release': `${version}\n`,
    '/etc/os-release': `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${short}"\nHOME_URL="https://alpinelinux.org/"\n`,
    '/etc/passwd': accounts,
    '/etc/group': 'root:x:0:root\nnobody:x:65534:\n',
  };
}

export const busyboxFiles: Readonly<Record<string, string>> = {
  '/etc/passwd': accounts,
  '/etc/group': 'root:x:0:\nnobody:x:65534:\n',
};
