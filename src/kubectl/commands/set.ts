// kubectl set: image, env, selector, resources, serviceaccount (kubectl/pkg/cmd/set).
import type { Command } from '../command.ts';
import { failure } from '../failure.ts';
import { parseSelector } from '../label-selector.ts';
import type { Fields } from '../objects.ts';
import { containersMatching, requirePodSpec } from '../pod-template.ts';
import { setFlags, setOnEach } from './set-each.ts';
import { setEnv } from './set-env.ts';

const image: Command = {
  name: 'image',
  summary: 'Change the image of containers',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER=IMAGE ... [flags]',
  flags: setFlags,
  async run(invocation) {
    const first = invocation.args.findIndex((arg) => arg.includes('='));
    const resources = first < 0 ? invocation.args : invocation.args.slice(0, first);
    const changes = first < 0 ? [] : invocation.args.slice(first);
    const stray = changes.find((change) => !change.includes('='));
    if (stray !== undefined) throw failure(`all resources must be specified before image changes: ${stray}`);
    if (resources.length > 0 && changes.length === 0) throw failure('at least one image update is required');
    return setOnEach(invocation, resources, 'image updated', (object) => {
      const spec = requirePodSpec(object);
      for (const change of changes) {
        const [name = '', ...rest] = change.split('=');
        const matching = containersMatching(spec, name);
        if (matching.length === 0) throw failure(`unable to find container named ${JSON.stringify(name)}`);
        for (const container of matching) container.image = rest.join('=');
      }
    });
  },
};

const selector: Command = {
  name: 'selector',
  summary: 'Change the selector of a service',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [flags]',
  flags: [...setFlags.filter(({ name }) => name !== 'selector'), { name: 'resource-version', type: 'string' }],
  async run(invocation) {
    const text = invocation.args.at(-1) ?? '';
    const isExpression = /[=!]| in | notin /.test(text);
    if (!isExpression) throw failure('one selector is required');
    const requirements = parseSelector(text);
    if (!requirements) throw failure(`unable to parse requirement: ${text}`);
    const sets = requirements.filter(({ operator }) => operator !== '=');
    const words: Record<string, string> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', '!=': 'NotIn' };
    return setOnEach(
      invocation,
      invocation.args.slice(0, -1),
      'selector updated',
      (object) => {
        if (sets.length)
          throw failure(
            `match expression [${sets.map(({ key, operator, values }) => `{${key} ${words[operator]} [${values.join(' ')}]}`).join(' ')}] not supported on this object`,
          );
        if (object.kind !== 'Service') throw failure(`setting a selector is only supported for Services`);
        object.spec.selector = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? '']));
      },
      { sayAlways: true },
    );
  },
};

function parseQuantities(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((part) => {
        const [name, quantity, ...more] = part.split('=');
        if (!name || !quantity || more.length) throw failure(`invalid argument syntax ${part}, expected <resource>=<value>`);
        return [name, quantity];
      }),
  );
}

const resources: Command = {
  name: 'resources',
  summary: 'Change what containers request and how much they may use',
  usage: '(-f FILENAME | TYPE NAME) [--limits=LIMITS] [--requests=REQUESTS] [flags]',
  flags: [
    ...setFlags,
    { name: 'limits', type: 'string', help: 'e.g. cpu=200m,memory=512Mi' },
    { name: 'requests', type: 'string', help: 'e.g. cpu=100m,memory=256Mi' },
    { name: 'containers', short: 'c', type: 'string', default: '*', help: 'which containers; may have wildcards' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    if (args.length > 0 && !flags.has('limits') && !flags.has('requests'))
      throw failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const [limits, requests] = [parseQuantities(flags.string('limits')), parseQuantities(flags.string('requests'))];
    return setOnEach(invocation, args, 'resource requirements updated', (object) => {
      const spec = requirePodSpec(object);
      const matching = containersMatching({ containers: spec.containers }, flags.string('containers'));
      if (matching.length === 0) throw failure(`unable to find container named ${flags.string('containers')}`);
      for (const container of matching) {
        const wanted: Fields = { ...container.resources };
        if (flags.has('limits')) wanted.limits = { ...wanted.limits, ...limits };
        if (flags.has('requests')) wanted.requests = { ...wanted.requests, ...requests };
        container.resources = wanted;
      }
    });
  },
};

const serviceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  summary: 'Change the service account of a workload',
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [flags]',
  flags: setFlags,
  async run(invocation) {
    const name = invocation.args.at(-1);
    if (!name) throw failure('serviceaccount is required');
    return setOnEach(invocation, invocation.args.slice(0, -1), 'serviceaccount updated', (object) => {
      requirePodSpec(object).serviceAccountName = name;
    });
  },
};

export const set: Command = {
  name: 'set',
  summary: 'Change one thing of an object',
  usage: 'SUBCOMMAND [flags]',
  subcommands: [setEnv, image, resources, selector, serviceAccount],
};
