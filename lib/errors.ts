/**
 * What went wrong, for programs. Messages are for people: they name the file or option, what was expected and what
 * was found.
 */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'FILE_NOT_FOUND'
  | 'UNREADABLE'
  | 'NOT_AUDIO'
  | 'TRUNCATED'
  | 'EMPTY_AUDIO'
  | 'NON_FINITE'
  | 'TOO_LONG'
  | 'STREAM_ENDED'
  | 'NO_RECORDINGS'
  | 'MISSING_CLASS'
  | 'MISSING_SENTENCE'
  | 'TOO_FEW_SPEAKERS'
  | 'TOO_FEW_SENTENCES'
  | 'TOO_FEW_CORPORA'
  | 'ADDON_MISSING'
  | 'TENSORFLOW_MISSING'
  | 'BAD_RUN'
  | 'CHANGED'
  | 'NOT_COMPARABLE'
  | 'BAD_TFLITE'
  | 'UNSUPPORTED_LAYER'
  | 'PARITY'
  | 'CHECKSUM'
  | 'DOWNLOAD'
  | 'WRITE_FAILED'
  | 'ABORTED'
  | 'INTERNAL'

/** Every error that emovox throws on purpose. */
export class EmovoxError extends Error {
  override readonly name = 'EmovoxError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Node's error code (`ENOENT`, `EACCES`, ...) of anything that was thrown, if it has one. */
export function systemCode(thrown: unknown): string | undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return undefined
}
