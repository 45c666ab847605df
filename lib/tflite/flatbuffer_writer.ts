import { Builder, type Offset } from 'flatbuffers'
import { EmovoxError } from '../errors.ts'
import type { Field, Schema, Table } from './flatbuffer_schema.ts'

/**
 * Writes a table, and all that it holds, as a FlatBuffers file. The same table gives the same bytes. Equal strings,
 * number vectors and tables of scalars are written once and shared, which the format allows.
 *
 * @param root the schema's table that `value` is.
 * @param identifier four characters at byte 4 of the file.
 */
export function writeFlatbuffer<S extends Schema, N extends keyof S & string>(
  schema: S,
  root: N,
  identifier: string,
  value: Table<S, N>,
): Uint8Array {
  const writer = new TableWriter(schema)
  return writer.finish(writer.table(root, value), identifier)
}

/** One field of a table that is about to be written: what it refers to is already in the file. */
interface ReadyField {
  /** Bytes within the table. */
  readonly size: 1 | 4
  readonly add: () => void
}

class TableWriter {
  readonly #schema: Schema
  readonly #builder = new Builder(1 << 16)
  readonly #shared = new Map<string, Offset>()

  constructor(schema: Schema) {
    this.#schema = schema
  }

  finish(root: Offset, identifier: string): Uint8Array {
    this.#builder.finish(root, identifier)
    return this.#builder.asUint8Array().slice()
  }

  table(name: string, value: object): Offset {
    const contents = Object.values(value)
    const scalars = contents.every((content) => typeof content === 'number' || typeof content === 'boolean')
    if (!scalars) return this.#newTable(name, value)
    return this.#once(`${name} ${JSON.stringify(value)}`, () => this.#newTable(name, value))
  }

  #newTable(name: string, value: object): Offset {
    const builder = this.#builder
    const fields = this.#schema[name]
    const contents: ReadonlyMap<string, unknown> = new Map(Object.entries(value))
    const ready = Object.entries(fields).flatMap(([key, field]) => {
      const content = contents.get(key)
      return content === undefined ? [] : this.#prepare(field, content)
    })
    // The widest first: nothing is lost to alignment between them.
    ready.sort((a, b) => b.size - a.size)
    builder.startObject(1 + Math.max(-1, ...Object.values(fields).map(({ slot }) => slot)))
    for (const field of ready) field.add()
    return builder.endObject()
  }

  #prepare(field: Field, content: unknown): ReadyField[] {
    const builder = this.#builder
    const { slot } = field
    switch (field.kind) {
      case 'bool':
      case 'int8':
      case 'uint8':
        return [{ size: 1, add: () => builder.addFieldInt8(slot, Number(content), field.byDefault) }]
      case 'int32':
      case 'uint32':
        return [{ size: 4, add: () => builder.addFieldInt32(slot, Number(content), field.byDefault) }]
      case 'float32':
        return [{ size: 4, add: () => builder.addFieldFloat32(slot, Number(content), field.byDefault) }]
      case 'union': {
        const { type, value } = member(content)
        const offset = this.table(type, value)
        return [
          { size: 1, add: () => builder.addFieldInt8(slot - 1, field.members[type], 0) },
          { size: 4, add: () => builder.addFieldOffset(slot, offset, 0) },
        ]
      }
      default: {
        const offset = this.#reference(field, content)
        return [{ size: 4, add: () => builder.addFieldOffset(slot, offset, 0) }]
      }
    }
  }

  #reference(field: Exclude<Field, { byDefault: number } | { kind: 'union' }>, content: unknown): Offset {
    const builder = this.#builder
    switch (field.kind) {
      case 'string':
        return builder.createSharedString(String(content))
      case 'string[]':
        return this.#offsets(list(content).map((text) => builder.createSharedString(String(text))))
      case 'int32[]':
        return this.#numbers(field.kind, 4, list(content), (n) => builder.addInt32(n))
      case 'float32[]':
        return this.#numbers(field.kind, 4, list(content), (n) => builder.addFloat32(n))
      case 'int64[]':
        return this.#numbers(field.kind, 8, list(content), (n) => builder.addInt64(BigInt(n)))
      case 'bytes':
        return this.#bytes(content, field.alignment)
      case 'table':
        return this.table(field.of, entity(content))
      case 'table[]':
        return this.#offsets(list(content).map((item) => this.table(field.of, entity(item))))
    }
  }

  #numbers(kind: string, width: number, content: readonly unknown[], add: (n: number) => void): Offset {
    const values = content.map(Number)
    return this.#once(`${kind} ${values.join()}`, () => {
      this.#builder.startVector(width, values.length, width)
      for (const value of values.toReversed()) add(value)
      return this.#builder.endVector()
    })
  }

  #offsets(offsets: readonly Offset[]): Offset {
    this.#builder.startVector(4, offsets.length, 4)
    for (const offset of offsets.toReversed()) this.#builder.addOffset(offset)
    return this.#builder.endVector()
  }

  #bytes(content: unknown, alignment: number): Offset {
    if (!(content instanceof Uint8Array)) throw unexpected('bytes', content)
    // The builder writes from the back: this pads so that the first byte, once all are there, is aligned.
    this.#builder.prep(alignment, content.length)
    return this.#builder.createByteVector(content)
  }

  #once(key: string, write: () => Offset): Offset {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const offset = write()
    this.#shared.set(key, offset)
    return offset
  }
}

function list(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content
  throw unexpected('an array', content)
}

function entity(content: unknown): object {
  if (typeof content === 'object' && content !== null) return content
  throw unexpected('a table', content)
}

function member(content: unknown): { type: string; value: object } {
  const union = entity(content)
  if ('type' in union && typeof union.type === 'string' && 'value' in union)
    return { type: union.type, value: entity(union.value) }
  throw unexpected('a union of type and value', content)
}

function unexpected(expected: string, found: unknown): EmovoxError {
  return new EmovoxError('INTERNAL', `flatbuffer: expected ${expected}, found ${typeof found}`)
}
