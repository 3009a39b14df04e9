// kubectl create: from manifests, or one kind from flags (kubectl/pkg/cmd/create/create.go).
import { type Command, fileFlags, selectorFlag } from '../command.ts';
import { createFlags, creationCommand } from '../create/command.ts';
import {
  generateConfigMap,
  generateDeployment,
  generateNamespace,
  generateSecret,
  generateService,
  generateServiceAccount,
} from '../create/generators.ts';
import { generateBinding, generateIngress, generateJob, generateQuota, generateRole } from '../create/policies.ts';
import { pathOf } from '../discovery.ts';
import { throwAll, usageFailure, whileDoing } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';
import { matchesLabels } from '../label-selector.ts';
import { readManifests } from '../manifests.ts';
import { asNew } from '../objects.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, dryRunQuery, operationPrinter } from '../printers/output.ts';
import { validationQuery } from './validation.ts';

const dataFlags: readonly FlagSpec[] = [
  { name: 'from-literal', type: 'array', help: 'KEY=VALUE; may be repeated' },
  { name: 'from-file', type: 'array', help: 'a file, KEY=FILE, or a directory; may be repeated' },
  { name: 'from-env-file', type: 'array', help: 'a file of KEY=VALUE lines' },
  { name: 'append-hash', type: 'bool' },
];
const tcp: FlagSpec = { name: 'tcp', type: 'strings', help: 'PORT or PORT:TARGETPORT' };
const service = (
  name: string,
  summary: string,
  type: Parameters<typeof generateService>[0],
  flags: readonly FlagSpec[],
  required: readonly string[] = [],
) =>
  creationCommand({
    name,
    summary,
    usage: 'NAME [--tcp=PORT:TARGETPORT] [flags]',
    flags: [tcp, ...flags],
    required,
    generate: generateService(type),
  });

const bindingFlags: readonly FlagSpec[] = [
  { name: 'role', type: 'string', help: 'the Role that is given' },
  { name: 'clusterrole', type: 'string', help: 'the ClusterRole that is given' },
  { name: 'user', type: 'array', help: 'a user who gets it' },
  { name: 'group', type: 'array', help: 'a group that gets it' },
  { name: 'serviceaccount', type: 'array', help: 'NAMESPACE:NAME of a service account that gets it' },
];
const roleFlags: readonly FlagSpec[] = [
  { name: 'verb', type: 'strings', help: 'what may be done' },
  { name: 'resource', type: 'strings', help: 'to which resources' },
  { name: 'resource-name', type: 'array', help: 'to which objects only' },
  { name: 'non-resource-url', type: 'strings' },
];

const subcommands: readonly Command[] = [
  creationCommand({
    name: 'clusterrole',
    summary: 'Make a cluster role',
    usage: 'NAME --verb=VERB --resource=RESOURCE [flags]',
    flags: roleFlags,
    generate: (invocation, name) => generateRole(invocation, name, 'ClusterRole'),
  }),
  creationCommand({
    name: 'clusterrolebinding',
    summary: 'Give a cluster role to somebody',
    usage: 'NAME --clusterrole=NAME [--user=NAME] [flags]',
    flags: bindingFlags,
    generate: generateBinding('ClusterRoleBinding'),
  }),
  creationCommand({
    name: 'configmap',
    aliases: ['cm'],
    summary: 'Make a config map of files and values',
    usage: 'NAME [--from-file=FILE] [--from-literal=KEY=VALUE] [flags]',
    flags: dataFlags,
    generate: generateConfigMap,
  }),
  creationCommand({
    name: 'deployment',
    aliases: ['deploy'],
    summary: 'Make a deployment of an image',
    usage: 'NAME --image=IMAGE [flags] [-- COMMAND [args...]]',
    required: ['image'],
    flags: [
      { name: 'image', type: 'strings', help: 'the image to run; may be repeated' },
      { name: 'port', type: 'int', default: -1, help: 'the port that the container exposes' },
      { name: 'replicas', short: 'r', type: 'int', default: 1, help: 'how many pods' },
    ],
    generate: generateDeployment,
  }),
  creationCommand({
    name: 'ingress',
    aliases: ['ing'],
    summary: 'Make an ingress',
    usage: 'NAME --rule=host/path=service:port[,tls[=secret]] [flags]',
    flags: [
      { name: 'rule', type: 'array', help: 'host/path=service:port[,tls[=secret]]' },
      { name: 'class', type: 'string', help: 'the ingress class' },
      { name: 'default-backend', type: 'string', help: 'service:port for everything else' },
    ],
    generate: generateIngress,
  }),
  creationCommand({
    name: 'job',
    summary: 'Make a job of an image',
    usage: 'NAME --image=IMAGE [flags] [-- COMMAND [args...]]',
    flags: [{ name: 'image', type: 'string', help: 'the image to run' }],
    generate: generateJob,
  }),
  creationCommand({ name: 'namespace', aliases: ['ns'], summary: 'Make a namespace', usage: 'NAME [flags]', generate: generateNamespace }),
  creationCommand({
    name: 'quota',
    aliases: ['resourcequota'],
    summary: 'Make a quota',
    usage: 'NAME [--hard=key1=value1,key2=value2] [flags]',
    flags: [
      { name: 'hard', type: 'strings', help: 'resource=quantity' },
      { name: 'scopes', type: 'string' },
    ],
    generate: generateQuota,
  }),
  creationCommand({
    name: 'role',
    summary: 'Make a role',
    usage: 'NAME --verb=VERB --resource=RESOURCE [flags]',
    flags: roleFlags,
    generate: (invocation, name) => generateRole(invocation, name, 'Role'),
  }),
  creationCommand({
    name: 'rolebinding',
    summary: 'Give a role to somebody',
    usage: 'NAME --role=NAME|--clusterrole=NAME [--user=NAME] [flags]',
    flags: bindingFlags,
    generate: generateBinding('RoleBinding'),
  }),
  {
    name: 'secret',
    summary: 'Make a secret',
    subcommands: [
      creationCommand({
        name: 'generic',
        summary: 'Make a secret of files and values',
        usage: 'NAME [--from-literal=KEY=VALUE] [flags]',
        flags: [...dataFlags, { name: 'type', type: 'string' }],
        generate: generateSecret,
      }),
    ],
  },
  {
    name: 'service',
    aliases: ['svc'],
    summary: 'Make a service',
    subcommands: [
      service('clusterip', 'Make a ClusterIP service', 'ClusterIP', [{ name: 'clusterip', type: 'string', help: 'the address, or None' }]),
      service(
        'externalname',
        'Make an ExternalName service',
        'ExternalName',
        [{ name: 'external-name', type: 'string', help: 'the name that it stands for' }],
        ['external-name'],
      ),
      service('loadbalancer', 'Make a LoadBalancer service', 'LoadBalancer', []),
      service('nodeport', 'Make a NodePort service', 'NodePort', [
        { name: 'node-port', type: 'int', default: 0, help: 'the port on every node' },
      ]),
    ],
  },
  creationCommand({
    name: 'serviceaccount',
    aliases: ['sa'],
    summary: 'Make a service account',
    usage: 'NAME [flags]',
    generate: generateServiceAccount,
  }),
];

export const create: Command = {
  name: 'create',
  summary: 'Create objects from a file, from standard input or from flags',
  usage: '-f FILENAME [flags]',
  subcommands,
  flags: [...fileFlags, ...createFlags, selectorFlag, { name: 'edit', type: 'bool' }, { name: 'raw', type: 'string' }],
  async run(invocation) {
    const { args, flags, client, path } = invocation;
    if (args.length > 0) throw usageFailure(`Unexpected args: [${args.join(' ')}]`, path);
    const print = await operationPrinter(invocation);
    const dryRun = await dryRunOf(invocation);
    const errors: unknown[] = [];
    for (const { object, resource, namespace, source } of await readManifests(invocation)) {
      if (flags.has('selector') && !matchesLabels(flags.string('selector'), object.metadata.labels)) continue;
      const body = flags.bool('save-config') ? withLastApplied(object) : object;
      const query = {
        fieldManager: flags.string('field-manager') || 'kubectl-create',
        ...validationQuery(invocation),
        ...dryRunQuery(dryRun),
      };
      try {
        const made =
          dryRun === 'client' ? body : await client.json(pathOf(resource, namespace), { method: 'POST', body: asNew(body), query });
        await print(made, 'created');
      } catch (error) {
        errors.push(whileDoing(error, `error when creating ${JSON.stringify(source)}`));
      }
    }
    throwAll(errors);
    return 0;
  },
};
