/** A reason why set-up cannot go on, for people: what is wrong, and what to do about it. */
export class SetupProblem extends Error {
  /** @override */
  name = 'SetupProblem'

  /**
   * @param {string} message what is wrong, in one line
   * @param {string} [advice] what to do: whole lines, commands included
   */
  constructor(message, advice = '') {
    super(message)
    this.advice = advice
  }
}

/**
 * The message and the advice of anything that was thrown.
 * @param {unknown} thrown
 * @returns {string}
 */
export function explain(thrown) {
  if (thrown instanceof SetupProblem) return [thrown.message, thrown.advice].filter(Boolean).join('\n')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
