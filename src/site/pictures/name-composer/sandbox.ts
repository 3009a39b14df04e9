// The picture's own little cluster, for readers without a running lab. Two teams have called their cache by the same name.
import type { Call, Directory } from './model.ts';

export const sandbox: Directory = {
  namespaces: ['clearml', 'cvat', 'nuclio'],
  services: [
    { namespace: 'clearml', name: 'apiserver', address: '10.96.71.20' },
    { namespace: 'clearml', name: 'redis', address: '10.96.140.8' },
    { namespace: 'cvat', name: 'redis', address: '10.96.33.112' },
    { namespace: 'cvat', name: 's3', alias: 'storage.example.com' },
    { namespace: 'nuclio', name: 'dashboard', address: '10.96.205.61' },
  ],
};

export const firstCall: Call = { caller: 'cvat', service: 'apiserver', target: 'clearml', form: 'bare' };
