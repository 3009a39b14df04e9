// The text tools and other small programs of a Linux machine.
import type { Program, Programs } from '../program.ts';
import { awkTools } from './awk/index.ts';
import { basicTools } from './basic.ts';
import { diffTools } from './diff.ts';
import { encodeTools } from './encode.ts';
import { fieldTools } from './fields.ts';
import { fileTools } from './files.ts';
import { findTools } from './find.ts';
import { grepTools } from './grep.ts';
import { jqTools } from './jq/index.ts';
import { pagerTools } from './less.ts';
import { lineTools } from './lines.ts';
import { lsTools } from './ls.ts';
import { processTools } from './processes.ts';
import { sedTools } from './sed/index.ts';
import { sortTools } from './sort.ts';
import { trTools } from './tr.ts';
import { viTools } from './vi/index.ts';

const all: Readonly<Record<string, Program>> = {
  ...awkTools,
  ...basicTools,
  ...diffTools,
  ...encodeTools,
  ...fieldTools,
  ...fileTools,
  ...findTools,
  ...grepTools,
  ...jqTools,
  ...lineTools,
  ...lsTools,
  ...pagerTools,
  ...processTools,
  ...sedTools,
  ...sortTools,
  ...trTools,
  ...viTools,
};

/** By name, ready for a machine's path. */
export const coreutils: Programs = new Map(Object.entries(all));
