/**
 * @typedef {(part: string, text: string) => void} Say one line about one part of set-up
 */

/** @type {Say} */
export const say = (part, text) => console.log(`${part}: ${text}`)

/** @type {Say} */
export const sayNothing = () => {}

/**
 * @param {number} bytes
 * @returns {string} in decimal units, as download sizes are given
 */
export function size(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/**
 * @param {number} start a `performance.now()`
 * @returns {string} the time since then
 */
export const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`
