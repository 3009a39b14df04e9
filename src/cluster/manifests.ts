// Reads a lab's setup.yaml: objects with the line on which each begins.
import { type Document, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { Problem } from '../../grader/index.ts';

export interface Manifest {
  /** Where the object begins. */
  readonly line: number;
  /** Where a field of it stands (`spec.ports[0].port`), or the nearest that there is above it. */
  lineOf(field: string): number;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** Throws the problem `setup-failed` with every fault, each with its line and what to do. */
export function parseManifests(text: string, file = 'setup.yaml'): readonly Manifest[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter });
  const faults: string[] = [];
  const manifests: Manifest[] = [];
  for (const document of 'empty' in documents ? [] : documents) {
    for (const { message, pos } of document.errors) {
      const { line, col } = lineCounter.linePos(pos[0]);
      faults.push(`${file}:${line}:${col}: ${message.split('\n')[0]} Mend the YAML there.`);
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const { line } = lineCounter.linePos(document.contents.range?.[0] ?? document.range[0]);
    const object = document.toJS() as Manifest['object'] | null;
    if (typeof object?.apiVersion !== 'string' || typeof object.kind !== 'string' || typeof object.metadata?.name !== 'string') {
      faults.push(`${file}:${line}: not a Kubernetes object. Give it apiVersion, kind and metadata.name.`);
    } else manifests.push({ line, object, lineOf: (field) => lineOf(document, field, lineCounter) });
  }
  if (faults.length > 0) throw new Problem('setup-failed', faults.join('\n'));
  return manifests;
}

function lineOf(document: Document.Parsed, field: string, lineCounter: LineCounter): number {
  const path = field
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
  }
  return lineCounter.linePos(document.contents?.range?.[0] ?? 0).line;
}
