// What a learner answers on the page, kept where answers from the terminal are kept: ConfigMap course/answers.
import type { ObjectRef } from '../../grader/index.ts';
import type { RunningCluster } from '../cluster/driver.ts';

const namespace: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name: 'course' };
const answers: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'course', name: 'answers' };

export async function writeAnswer({ cluster, writer }: RunningCluster, key: string, value: string): Promise<void> {
  if (await cluster.get(answers)) return writer.patch(answers, { data: { [key]: value } });
  if (!(await cluster.get(namespace))) await writer.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'course' } });
  await writer.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: answers.name, namespace: answers.namespace },
    data: { [key]: value },
  });
}
