// The cluster's own time, as far as the grader needs it. Structurally the product's Clock.
export interface GraderClock {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}
