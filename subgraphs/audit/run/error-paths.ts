import type { AnswerPath } from '../../kit/following/ask-hub.ts';

/** Where in an answer something was refused or failed. */
export interface ErrorPaths {
  /** Whether an error stands at this place, above it or below it: then a null there says nothing. */
  covers(path: AnswerPath): boolean;
}

/** Errors about a whole field may leave list positions out; such a one covers every object of the list. */
export function errorPathsOf(paths: readonly AnswerPath[]): ErrorPaths {
  if (paths.length === 0) return { covers: () => false };
  const exact = paths.filter((path) => path.some((step) => typeof step === 'number'));
  const general = paths.filter((path) => path.every((step) => typeof step === 'string'));
  return {
    covers: (path) => {
      const names = path.filter((step) => typeof step === 'string');
      return (
        general.some((error) => isOnOneLine(error, names)) || exact.some((error) => isOnOneLine(error, path))
      );
    },
  };
}

function isOnOneLine(one: AnswerPath, other: AnswerPath): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
