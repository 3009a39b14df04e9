// kubectl wait (kubectl/pkg/cmd/wait).
import {
  allFlag,
  allNamespacesFlag,
  type Command,
  fieldSelectorFlag,
  fileFlags,
  type Invocation,
  outputFlags,
  selectorFlag,
} from '../command.ts';
import { pathOf } from '../discovery.ts';
import { Failure, failure, isNotFound, throwAll } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { type CompiledPath, compileJsonPath, compileRelaxedPath, findValues } from '../printers/jsonpath.ts';
import { nameOf, outputPrinter } from '../printers/output.ts';
import { type Found, fetchAll, select } from '../selection.ts';
import { TimedOut, waitForObject } from './waiting.ts';

/** A week: what the real one waits when told a negative timeout. */
const LONGEST_MS = 168 * 3_600_000;

type Condition = (seen: KubeObject | undefined) => boolean;

export const wait: Command = {
  name: 'wait',
  summary: 'Wait until objects are as they should be',
  usage:
    "(-f FILENAME | TYPE/NAME | TYPE -l label | TYPE --all) --for=delete|create|condition=NAME[=VALUE]|jsonpath='{PATH}'=VALUE [flags]",
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    fieldSelectorFlag,
    allFlag,
    allNamespacesFlag,
    { name: 'for', type: 'array', help: 'what to wait for' },
    { name: 'timeout', type: 'duration', default: '30s', help: 'how long; 0 looks once, a negative one waits a week' },
    { name: 'local', type: 'bool' },
  ],
  async run(invocation) {
    const { flags, process } = invocation;
    const wanted = flags.string('for');
    const isDelete = wanted.toLowerCase() === 'delete';
    const isCreate = wanted.toLowerCase() === 'create';
    const condition = isDelete
      ? (seen: KubeObject | undefined) => !seen
      : isCreate
        ? (seen: KubeObject | undefined) => Boolean(seen)
        : parseCondition(wanted);
    const givenMs = flags.durationMs('timeout');
    const timeoutMs = givenMs < 0 ? LONGEST_MS : givenMs;
    const selection = await select(invocation, isCreate ? { listByDefault: true } : {});
    const deadline = process.clock.now() + timeoutMs;
    const { found, errors } = isCreate ? await waitForCreation(invocation, selection, timeoutMs) : await fetchAll(invocation, selection);
    const faults = isDelete ? errors.filter((error) => !isNotFound(error)) : errors;
    if (found.length === 0 && faults.length === 0) {
      if (isDelete) return 0;
      throw failure('no matching resources found');
    }
    const print = outputPrinter(invocation);
    for (const each of found) {
      try {
        const seen = await waitForOne(invocation, each, Math.max(0, deadline - process.clock.now()), condition);
        const object = seen ?? each.object;
        await invocation.out(print ? print(object) : `${nameOf(each.object)} condition met\n`);
      } catch (error) {
        if (!(error instanceof TimedOut)) faults.push(error);
        else
          faults.push(
            new Failure(
              `${found.length === 1 ? 'error: ' : ''}timed out waiting for the condition on ${each.resource.plural}/${each.object.metadata.name}`,
            ),
          );
      }
    }
    throwAll(faults);
    return 0;
  },
};

async function waitForCreation(
  invocation: Invocation,
  selection: Awaited<ReturnType<typeof select>>,
  timeoutMs: number,
): Promise<{ found: Found[]; errors: unknown[] }> {
  const found: Found[] = [];
  for (const target of selection.targets) {
    if (target.name === undefined) throw failure('resource name must be provided');
    const { resource, namespace, name } = target;
    const path = pathOf(resource, namespace, name);
    try {
      const object = await waitForObject(invocation, { resource, path, name, namespace }, timeoutMs, (seen) => Boolean(seen));
      if (object)
        found.push({
          resource,
          path,
          object: {
            ...object,
            apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version,
            kind: resource.kind,
          },
        });
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      return { found, errors: [failure('timed out waiting for the condition')] };
    }
  }
  return { found, errors: [] };
}

function waitForOne(
  invocation: Invocation,
  { resource, path, object }: Found,
  timeoutMs: number,
  condition: Condition,
): Promise<KubeObject | undefined> {
  const { name, namespace, uid } = object.metadata;
  const gone = condition(undefined);
  return waitForObject(invocation, { resource, path, name, namespace }, timeoutMs, (seen) =>
    gone ? !seen || seen.metadata.uid !== uid : seen !== undefined && condition(seen),
  );
}

function parseCondition(text: string): Condition {
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice('condition='.length).split('=');
    return (seen) => isCondition(seen, name, value);
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw failure(`unrecognized condition: ${JSON.stringify(text)}`);
}

function isCondition(object: KubeObject | undefined, name: string, value: string): boolean {
  const conditions = (object?.status?.conditions ?? []) as Fields[];
  const found = conditions.find(({ type }) => String(type).toLowerCase() === name.toLowerCase());
  if (!found) return false;
  const observed = found.observedGeneration ?? object?.status?.observedGeneration;
  if (typeof observed === 'number' && observed < (object?.metadata.generation ?? 0)) return false;
  return String(found.status).toLowerCase() === value.toLowerCase();
}

function jsonPathCondition(text: string): Condition {
  const match = /^(\{.*\}|[^=]+?)(?:=([^=].*)?)?$/s.exec(text.replace(/^(['"])(.*)\1/, '$2'));
  if (!match?.[1])
    throw failure("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'");
  if (/=$/.test(text)) throw failure("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  const path: CompiledPath = match[1].startsWith('{') ? compileJsonPath(match[1]) : compileRelaxedPath(match[1]);
  const wanted = match[2]?.replace(/^(['"])(.*)\1$/, '$2');
  return (seen) => {
    const values = findValues(path, seen);
    if (values.length > 1) throw failure('given jsonpath expression matches more than one value');
    if (values.length === 0) return false;
    if (typeof values[0] === 'object' && wanted !== undefined) throw failure('jsonpath leads to a nested object or list');
    return wanted === undefined || String(values[0]) === wanted;
  };
}
