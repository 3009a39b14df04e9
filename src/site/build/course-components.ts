// Lets lessons use the course's components without imports. Modelled on nothing upstream: MDX has no project-wide component map in Astro.
import type { Plugin } from 'vite';

const folder = '/src/site';

/** Every component that a lesson may use, by the name it is used by. */
export const courseComponents: Readonly<Record<string, string>> = {
  Home: `${folder}/home/Home.astro`,
  LabelMatcher: `${folder}/pictures/label-matcher/LabelMatcher.astro`,
  NameComposer: `${folder}/pictures/name-composer/NameComposer.astro`,
  Quiz: `${folder}/quiz/Quiz.astro`,
  ReachMatrix: `${folder}/pictures/reach-matrix/ReachMatrix.astro`,
  TwoSidedGate: `${folder}/pictures/two-sided-gate/TwoSidedGate.astro`,
};

/** The lesson with imports of the components that it uses, after its last line: so line numbers in error messages stay right. */
export function withCourseComponents(mdx: string): string {
  const used = Object.entries(courseComponents).filter(([name]) => new RegExp(`<${name}[\\s/>]`).test(mdx));
  return used.length === 0 ? mdx : `${mdx}\n\n${used.map(([name, path]) => `import ${name} from '${path}';`).join('\n')}\n`;
}

export function courseComponentsPlugin(): Plugin {
  return {
    name: 'podkova:course-components',
    enforce: 'pre',
    transform: {
      filter: { id: /\/content\/docs\/.*\.mdx$/ },
      handler: (code) => ({ code: withCourseComponents(code), map: null }),
    },
  };
}
