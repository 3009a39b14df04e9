// Who stands behind a Service, against who should.
import { h, table } from '../dom.ts';
import { mark } from './marks.ts';
import type { Renderer } from './renderer.ts';

export const endpoints: Renderer<'endpoints'> = ({ service, expected, found }, { word }) => {
  const yesNo = (yes: boolean) => mark(yes, word(yes ? 'lab.evidence.yes' : 'lab.evidence.no'));
  const missing = expected.filter((name) => !found.some((endpoint) => endpoint.name === name));
  const rows = [
    ...found.map(({ name, address, ready, wanted }) => [
      name,
      address,
      yesNo(ready),
      mark(wanted, word(wanted ? 'lab.evidence.yes' : 'lab.evidence.stranger')),
    ]),
    ...missing.map((name) => [name, '—', '—', mark(false, word('lab.evidence.missing'))]),
  ];
  const caption = word('lab.evidence.endpoints', { service: `${service.namespace}/${service.name}` });
  if (rows.length === 0) return h('p', {}, word('lab.evidence.noEndpoints'));
  const heads = ['lab.evidence.pod', 'lab.evidence.address', 'lab.evidence.ready', 'lab.evidence.wanted'] as const;
  return table(
    caption,
    heads.map((key) => word(key)),
    rows,
  );
};
