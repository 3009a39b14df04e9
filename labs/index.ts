// The catalogue of labs, in the order of the course.
import type { LabDefinition } from 'podkova/grader';
import crossNamespaceMinio from './cross-namespace-minio/lab.ts';
import emptyEndpoints from './empty-endpoints/lab.ts';
import firstPolicy from './first-policy/lab.ts';

export const labs: readonly LabDefinition[] = [emptyEndpoints, crossNamespaceMinio, firstPolicy];
