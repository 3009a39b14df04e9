// Line editing on a terminal.
export { createKeyDecoder, type Key } from './keys.ts';
export {
  type Answer,
  createLineEditor,
  type EditedLine,
  type History,
  type LineEditor,
  type Suggestion,
  type Suggestions,
} from './line-editor.ts';
