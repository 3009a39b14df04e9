// A field of an object that is not as it should be.
import { h } from '../dom.ts';
import { objectName, type Renderer } from './renderer.ts';

export const field: Renderer<'field'> = ({ object, field: path, expected, found }, { word }) =>
  h(
    'dl',
    { class: 'lab-facts' },
    h('dt', {}, word('lab.evidence.object')),
    h('dd', {}, objectName(object)),
    h('dt', {}, word('lab.evidence.field')),
    h('dd', {}, h('code', {}, path)),
    ...(expected === undefined ? [] : [h('dt', {}, word('lab.evidence.expected')), h('dd', {}, h('code', {}, expected))]),
    h('dt', {}, word('lab.evidence.found')),
    h('dd', {}, h('code', {}, found)),
  );
