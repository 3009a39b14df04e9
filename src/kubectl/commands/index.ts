// Every command of kubectl, in the order in which `kubectl --help` lists them.
import type { Command } from '../command.ts';
import { absentCommands, top } from './absent.ts';
import { apiResources, apiVersions, clusterInfo, version } from './api.ts';
import { apply } from './apply.ts';
import { auth } from './auth.ts';
import { config } from './config.ts';
import { create } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { attach, exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { cordon, taint, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { portForward } from './port-forward.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { wait } from './wait.ts';

const absent = (name: string) => absentCommands.filter((command) => command.name === name);

export const commands: readonly Command[] = [
  create,
  expose,
  run,
  set,
  explain,
  get,
  edit,
  deleteCommand,
  rollout,
  scale,
  ...absent('autoscale'),
  ...absent('certificate'),
  clusterInfo,
  top,
  cordon,
  uncordon,
  ...absent('drain'),
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  ...absent('proxy'),
  ...absent('cp'),
  auth,
  ...absent('debug'),
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  ...absent('kustomize'),
  label,
  annotate,
  ...absent('completion'),
  apiResources,
  apiVersions,
  config,
  ...absent('plugin'),
  version,
];
