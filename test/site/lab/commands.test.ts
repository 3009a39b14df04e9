import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../src/site/lab/commands.ts';

const commands = (text: string, language = 'bash') => commandsOf(text.split('\n'), language);

describe('commands of a lesson that can be put on the prompt', () => {
  it('are lines of their own, without comments and empty lines', () => {
    expect(commands('# first look\nkubectl get pods\n\nkubectl get svc')).toEqual([
      { line: 1, text: 'kubectl get pods' },
      { line: 3, text: 'kubectl get svc' },
    ]);
  });

  it('are joined where a line goes on', () => {
    expect(commands('kubectl -n minio get endpointslices \\\n    -l kubernetes.io/service-name=minio \\\n  -o wide\nls')).toEqual([
      { line: 0, text: 'kubectl -n minio get endpointslices -l kubernetes.io/service-name=minio -o wide' },
      { line: 3, text: 'ls' },
    ]);
  });

  it('take their here-document along', () => {
    const text = "kubectl apply -f - <<'EOF'\nkind: Service\n  # a comment\nEOF\nkubectl get svc";
    expect(commands(text)).toEqual([
      { line: 0, text: "kubectl apply -f - <<'EOF'\nkind: Service\n  # a comment\nEOF" },
      { line: 4, text: 'kubectl get svc' },
    ]);
  });

  it('are told from output by their prompt in a console block', () => {
    expect(commands('$ kubectl get svc minio\nNAME    TYPE\nminio   ClusterIP', 'console')).toEqual([
      { line: 0, text: 'kubectl get svc minio' },
    ]);
  });
});
