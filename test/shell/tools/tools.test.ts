import { describeCases } from '../cases.ts';

describeCases('text tools print what GNU and jq print', new URL('cases.json', import.meta.url));
