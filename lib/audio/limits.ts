import type { NativeLimits } from './addon.ts'

/** Longest recording that is decoded: an hour, and a minute for recorders that stop late. */
export const MAX_SECONDS = 3660

export const LIMITS: NativeLimits = { maxSeconds: MAX_SECONDS }
