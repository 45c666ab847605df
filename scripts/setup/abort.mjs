/** @type {Set<() => void>} */
const undos = new Set()
let listening = false

/**
 * Has `undo` called, synchronously, when set-up is interrupted (Ctrl-C, a closed terminal, `kill`).
 * @param {() => void} undo
 * @returns {() => void} takes `undo` off the list again
 */
export function onAbort(undo) {
  if (!listening) {
    listening = true
    for (const [signal, number] of /** @type {const} */ ([
      ['SIGINT', 2],
      ['SIGTERM', 15],
      ['SIGHUP', 1],
    ]))
      process.on(signal, () => {
        for (const step of [...undos].reverse()) {
          try {
            step()
          } catch {
            // One thing that cannot be put back must not keep the others from being put back.
          }
        }
        process.exit(128 + number)
      })
  }
  undos.add(undo)
  return () => undos.delete(undo)
}
