// The course's modules in order: the folders of content/docs and what the sidebar calls them.
import type { Localized } from '../../../grader/index.ts';

export interface CourseModule {
  /** Under content/docs/{en,ru}/. */
  readonly directory: string;
  readonly title: Localized;
}

export const modules: readonly CourseModule[] = [
  { directory: '00-start', title: { en: 'Start here', ru: 'С чего начать' } },
  { directory: '01-pod', title: { en: 'The network model and the pod', ru: 'Сетевая модель и под' } },
  { directory: '02-services', title: { en: 'Services', ru: 'Сервисы' } },
  { directory: '03-dns', title: { en: 'Namespaces and DNS', ru: 'Неймспейсы и DNS' } },
  { directory: '04-dataplane', title: { en: 'kube-proxy and the data plane', ru: 'kube-proxy и датаплейн' } },
  { directory: '05-cni', title: { en: 'CNI', ru: 'CNI' } },
  { directory: '06-network-policy', title: { en: 'NetworkPolicy', ru: 'NetworkPolicy' } },
  { directory: '07-http-entry', title: { en: 'HTTP entry', ru: 'Вход по HTTP' } },
  { directory: '08-beyond', title: { en: 'Mesh and beyond', ru: 'Меш и за пределами кластера' } },
  { directory: '09-method', title: { en: 'Method', ru: 'Метод' } },
  { directory: '10-incidents', title: { en: 'Incidents', ru: 'Инциденты' } },
];
