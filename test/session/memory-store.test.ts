// Sessions that are kept in memory.
import { createMemoryStore } from '../../src/session/index.ts';
import { storeContract } from './store-contract.ts';

storeContract('memory', async () => ({ store: createMemoryStore() }));
