// The learner's own namespaces and Services as the picture's directory; follows their cluster.
import type { SessionHost } from '../../../session/index.ts';
import type { Namespace, Service } from '../../../simulator/objects.ts';
import type { Directory, KnownService } from './model.ts';

/** Tells the directory when both kinds have been read, and after every change. */
export function watchDirectory(host: SessionHost, onDirectory: (directory: Directory) => void): () => void {
  let [namespaces, services]: [Namespace[]?, Service[]?] = [];
  const tell = () => namespaces?.length && services && onDirectory(directoryOf(namespaces, services));
  const undo = [
    host.read({ apiVersion: 'v1', kind: 'Namespace' }, (objects) => {
      namespaces = objects as Namespace[];
      tell();
    }),
    host.read({ apiVersion: 'v1', kind: 'Service' }, (objects) => {
      services = objects as Service[];
      tell();
    }),
  ];
  return () => {
    for (const stop of undo) stop();
  };
}

export function directoryOf(namespaces: readonly Namespace[], services: readonly Service[]): Directory {
  return {
    namespaces: namespaces.map(({ metadata }) => metadata.name).sort(),
    services: services.map(({ metadata, spec }): KnownService => {
      const known = { namespace: metadata.namespace ?? '', name: metadata.name };
      if (spec.type === 'ExternalName') return { ...known, alias: spec.externalName ?? '' };
      return spec.clusterIP && spec.clusterIP !== 'None' ? { ...known, address: spec.clusterIP } : known;
    }),
  };
}
