/**
 * A command line that runs a program without tap's hooks: tap puts its loaders into NODE_OPTIONS of every child, where
 * they cost a second and break programs that load CommonJS and ESM in a circle. The process id stays the program's.
 */
export function outsideTap(command: string, args: readonly string[]): [string, string[]] {
  return ['sh', ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', command, ...args]]
}
