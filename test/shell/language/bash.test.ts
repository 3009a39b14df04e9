import { describeCases } from '../cases.ts';

describeCases('bash prints what the real one prints', new URL('cases.json', import.meta.url));
