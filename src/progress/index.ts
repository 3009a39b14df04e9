// What a learner has done, and where it is kept.
export { browserProgress, type ProgressStore } from './browser-store.ts';
export { afterEvent, type LabProgress, noProgress, type Progress, type ProgressEvent } from './progress.ts';
