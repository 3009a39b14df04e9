// The choice of where the lab runs, on the panel's head.
import { h } from './dom.ts';
import type { Place } from './places.ts';
import type { Wording } from './wording.ts';

export interface PlaceControl {
  readonly element: HTMLElement;
  /** While a lab starts, it stays where it is. */
  disabled(isDisabled: boolean): void;
  speak(wording: Wording): void;
}

export function createPlaceControl(
  wording: Wording,
  offered: readonly Place[],
  chosen: Place,
  onChange: (place: Place) => void,
): PlaceControl {
  const choices = offered.map((place) => {
    const input = h('input', { type: 'radio', name: 'podkova-place', value: place, checked: place === chosen });
    input.addEventListener('change', () => onChange(place));
    return { place, input, text: h('span') };
  });
  const legend = h('legend');
  const labels = choices.map(({ input, text }) => h('label', {}, input, text));
  const element = h('fieldset', { class: 'lab-place', 'data-places': '' }, legend, ...labels);
  const speak = ({ word }: Wording) => {
    legend.textContent = word('lab.place.label');
    for (const { place, text } of choices) text.textContent = word(`lab.place.${place}`);
  };
  speak(wording);
  return {
    element,
    speak,
    disabled(isDisabled) {
      element.disabled = isDisabled;
    },
  };
}
