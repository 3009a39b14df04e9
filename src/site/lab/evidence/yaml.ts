// A piece of an object, as the cluster holds it.
import { h } from '../dom.ts';
import { highlighted } from '../highlight.ts';
import type { Renderer } from './renderer.ts';

export const yaml: Renderer<'yaml'> = ({ title, text }, { pick }) =>
  h('figure', { class: 'lab-figure' }, h('figcaption', {}, pick(title)), highlighted(text, 'yaml', pick(title)));
