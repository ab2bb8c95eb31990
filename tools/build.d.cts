/** Compiles to dist/ where anything has changed since; waits for a build that another process is at. */
export function build(say?: (line: string) => void): void;
