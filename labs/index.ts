// The catalogue of labs, in the order of the course.
import type { LabDefinition } from 'podkova/grader';
import emptyEndpoints from './empty-endpoints/lab.ts';

export const labs: readonly LabDefinition[] = [emptyEndpoints];
