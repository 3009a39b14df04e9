// The printer for -o custom-columns and custom-columns-file; undefined for every other format.
import type { Invocation } from '../command.ts';
import { absolute } from '../config.ts';
import { failure } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { compileCustomColumns, compileCustomColumnsFile } from './custom-columns.ts';
import { formatRows } from './table.ts';

export function columnsPrinter({ flags, process }: Invocation): ((object: KubeObject) => string) | undefined {
  const output = flags.string('output');
  const [format, ...rest] = output.split('=');
  if (format !== 'custom-columns' && format !== 'custom-columns-file') return undefined;
  const argument = rest.join('=') || flags.string('template');
  const path = absolute(process, argument);
  if (format.endsWith('file') && !process.files.status(path))
    throw failure(`error reading template ${argument}, open ${argument}: no such file or directory`);
  const columns = format.endsWith('file') ? compileCustomColumnsFile(process.files.readText(path)) : compileCustomColumns(argument);
  let headersDue = !flags.bool('no-headers');
  const widths: number[] = [];
  return (object) => {
    const objects = object.kind === 'List' && Array.isArray(object.items) ? (object.items as KubeObject[]) : [object];
    const rows = objects.map((each) => columns.cells(each));
    const text = formatRows(headersDue ? [columns.headers, ...rows] : rows, widths);
    headersDue = false;
    return text;
  };
}
