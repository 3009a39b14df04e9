// Colours commands and YAML. The colouring is fetched when something is shown first; the plain text stands there at once.
import type { HighlighterCore } from 'shiki/core';
import { h } from './dom.ts';

export type HighlightLanguage = 'bash' | 'yaml';

const THEME = 'podkova';

let loading: Promise<HighlighterCore> | undefined;

async function load(): Promise<HighlighterCore> {
  const [{ createCssVariablesTheme, createHighlighterCore }, { createJavaScriptRegexEngine }, bash, yaml] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
    import('shiki/langs/bash.mjs'),
    import('shiki/langs/yaml.mjs'),
  ]);
  return createHighlighterCore({
    langs: [bash.default, yaml.default],
    // The colours stand in lab.css, so that they follow the page's theme and keep its contrast.
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--lab-code-' })],
    // No WebAssembly: the page's policy need not allow it for this.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** A block of code. `label` names it for screen readers, since it may scroll. */
export function highlighted(code: string, lang: HighlightLanguage, label: string): HTMLElement {
  const block = h('pre', { class: 'lab-code', tabindex: '0', role: 'group', 'aria-label': label }, h('code', {}, code));
  loading ??= load();
  loading.then(
    (highlighter) => colour(block, highlighter, code, lang),
    // Offline, the plain text is all there is.
    (error) => console.warn('podkova: code stays without colours', error),
  );
  return block;
}

function colour(block: HTMLElement, highlighter: HighlighterCore, code: string, lang: HighlightLanguage): void {
  const lines = highlighter.codeToTokens(code, { lang, theme: THEME }).tokens;
  const spans = lines.flatMap((tokens, at) => [
    ...(at === 0 ? [] : ['\n']),
    ...tokens.map(({ content, color }) => {
      const span = h('span', {}, content);
      if (color !== undefined) span.style.color = color;
      return span;
    }),
  ]);
  block.querySelector('code')?.replaceChildren(...spans);
}
