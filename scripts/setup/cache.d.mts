/** For lib/, whose build takes no JavaScript in. */
export function cacheDir(env?: NodeJS.ProcessEnv): string
