// The words of strerror(3) for what a file system refuses.
import type { FileError, FileErrorCode } from './files.ts';

const texts: Readonly<Record<FileErrorCode, string>> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
  EINVAL: 'Invalid argument',
};

export function describeFileError(error: FileError): string {
  return texts[error.code];
}
