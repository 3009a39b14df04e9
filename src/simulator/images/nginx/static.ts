// nginx serving files of its container.
import { type FileSystem, resolvePath } from '../../../shell/index.ts';
import type { Content } from './answer.ts';
import type { Location, Scope } from './model.ts';
import type { Visit } from './variables.ts';

export type Found = Content | { readonly status: number; readonly why?: string; readonly redirect?: string };

export function fileFor(location: Location, uri: string): string {
  const { scope } = location;
  if (scope.alias !== undefined) return resolvePath('/', `${scope.alias}${uri.slice(location.pattern.length)}`);
  return resolvePath(scope.root, `.${uri}`);
}

/** The file or folder for `uri`, or the status that nginx gives without one. */
export function serveFile(visit: Visit, location: Location, uri: string): Found {
  const { files } = visit.process;
  const { scope } = location;
  const path = fileFor(location, uri);
  if (uri.endsWith('/')) return serveFolder(files, scope, path, uri);
  const status = files.status(path);
  if (!status) return { status: 404, why: `open() "${path}" failed (2: No such file or directory)` };
  if (status.kind === 'directory') return { status: 301, redirect: `${uri}/` };
  return fileContent(files, scope, path);
}

function serveFolder(files: FileSystem, scope: Scope, path: string, uri: string): Found {
  for (const name of scope.index) {
    const candidate = resolvePath(path, name);
    if (files.status(candidate)?.kind === 'file') return fileContent(files, scope, candidate);
  }
  const first = `${path === '/' ? '' : path}/${scope.index[0] ?? 'index.html'}`;
  if (files.status(path)?.kind !== 'directory') return { status: 404, why: `"${first}" is not found (2: No such file or directory)` };
  if (!scope.autoindex) return { status: 403, why: `directory index of "${path}/" is forbidden` };
  const rows = files.list(path).map((name) => {
    const slash = files.status(resolvePath(path, name))?.kind === 'directory' ? '/' : '';
    return `<a href="${encodeURI(name)}${slash}">${name}${slash}</a>\r\n`;
  });
  const body = `<html>\r\n<head><title>Index of ${uri}</title></head>\r\n<body>\r\n<h1>Index of ${uri}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, type: 'text/html', body };
}

function fileContent(files: FileSystem, scope: Scope, path: string): Found {
  const body = files.read(path);
  const { modifiedMs } = files.status(path) as { modifiedMs: number };
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const tag = `"${Math.floor(modifiedMs / 1000).toString(16)}-${body.length.toString(16)}"`;
  return {
    status: 200,
    type: scope.types.get(extension) ?? scope.defaultType,
    body,
    lastModifiedMs: modifiedMs,
    headers: [
      ['ETag', tag],
      ['Accept-Ranges', 'bytes'],
    ],
  };
}
