/**
 * A small language to describe FlatBuffers tables, from which the TypeScript types, the writer and the reader follow. A wrong
 * field name or value type in a table does not compile; the code that `flatc` generates for the TFLite schema would be 159
 * files.
 *
 * The format: https://flatbuffers.dev/internals/
 */
type Scalar = 'bool' | 'int8' | 'uint8' | 'int32' | 'uint32' | 'float32'
type NumberVector = 'int32[]' | 'int64[]' | 'float32[]'

/** A field's place in its table (its id in the `.fbs` file) and what it holds. */
export type Field =
  | { readonly kind: Scalar; readonly slot: number; readonly byDefault: number }
  | { readonly kind: 'string' | 'string[]' | NumberVector; readonly slot: number }
  | { readonly kind: 'bytes'; readonly slot: number; readonly alignment: number }
  | { readonly kind: 'table' | 'table[]'; readonly slot: number; readonly of: string }
  /** `slot` holds the value; the slot before it holds the member's code. */
  | { readonly kind: 'union'; readonly slot: number; readonly members: Readonly<Record<string, number>> }

export type Schema = Readonly<Record<string, Readonly<Record<string, Field>>>>

type Value<S extends Schema, F extends Field> = F extends { kind: 'bool' }
  ? boolean
  : F extends { kind: Exclude<Scalar, 'bool'> }
    ? number
    : F extends { kind: 'string' }
      ? string
      : F extends { kind: 'string[]' }
        ? readonly string[]
        : F extends { kind: NumberVector }
          ? readonly number[]
          : F extends { kind: 'bytes' }
            ? Uint8Array
            : F extends { kind: 'table'; of: infer N extends keyof S }
              ? Table<S, N>
              : F extends { kind: 'table[]'; of: infer N extends keyof S }
                ? readonly Table<S, N>[]
                : F extends { kind: 'union'; members: infer M }
                  ? { [N in keyof M & keyof S]: { readonly type: N; readonly value: Table<S, N> } }[keyof M &
                      keyof S]
                  : never

/** The plain object that stands for a table: every field may be left out. */
export type Table<S extends Schema, N extends keyof S> = {
  readonly [F in keyof S[N]]?: Value<S, S[N][F]>
}

const scalar =
  <K extends Scalar>(kind: K) =>
  (slot: number, byDefault = 0) =>
    ({ kind, slot, byDefault }) as const
const plain =
  <K extends 'string' | 'string[]' | NumberVector>(kind: K) =>
  (slot: number) =>
    ({ kind, slot }) as const

export const bool = scalar('bool')
export const int8 = scalar('int8')
export const uint8 = scalar('uint8')
export const int32 = scalar('int32')
export const uint32 = scalar('uint32')
export const float32 = scalar('float32')
export const string = plain('string')
export const strings = plain('string[]')
export const int32s = plain('int32[]')
export const int64s = plain('int64[]')
export const float32s = plain('float32[]')
export const bytes = (slot: number, alignment: number) => ({ kind: 'bytes', slot, alignment }) as const
export const table = <N extends string>(slot: number, of: N) => ({ kind: 'table', slot, of }) as const
export const tables = <N extends string>(slot: number, of: N) => ({ kind: 'table[]', slot, of }) as const
export const union = <M extends Readonly<Record<string, number>>>(slot: number, members: M) =>
  ({ kind: 'union', slot, members }) as const
