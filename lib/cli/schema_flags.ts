import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'

/** What JSON Schema says of one option. */
interface Property {
  readonly type?: string
  readonly default?: unknown
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Property[]
  /** Of an array of a certain length. */
  readonly prefixItems?: readonly Property[]
}

/** A value as it is typed on the command line: number, `none`, `LOW,HIGH` or `a,b,c`. */
type FlagValue = number | boolean | string | readonly (number | string)[]

const NONE = 'none'

/**
 * Adds a flag for every option of a schema: `hopLength` becomes `--hop-length <number>`, a boolean becomes
 * `--center` and `--no-center`. Help, choices and defaults come from the schema; it also checks the values later, so
 * here they are only told apart.
 */
export function addSchemaFlags(
  command: Command,
  group: string,
  schema: z.ZodObject,
  except: readonly string[] = [],
) {
  command.optionsGroup(group)
  for (const [name, property] of propertiesOf(schema)) {
    if (except.includes(name)) continue
    for (const flag of flagsOf(name, property)) command.addOption(flag)
  }
}

/** Those of a command's parsed flags that belong to a schema, ready to be parsed by it; flags not given are left out. */
export function schemaValues(
  flags: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
): Record<string, unknown> {
  const given = propertiesOf(schema).filter(([name]) => flags[name] !== undefined)
  // Commander would make '' of a null, so `none` stays a word until here; of some options it is a choice of its own.
  return Object.fromEntries(
    given.map(([name, property]) => {
      const absent = flags[name] === NONE && !choicesOf(property).includes(NONE)
      return [name, absent ? null : flags[name]]
    }),
  )
}

function choicesOf(property: Property): string[] {
  return (property.anyOf ?? [property])
    .flatMap((kind) => (kind.const === undefined ? (kind.enum ?? []) : [kind.const]))
    .map(String)
}

function propertiesOf(schema: z.ZodObject): [string, Property][] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => [name, property as Property])
}

function flagsOf(name: string, property: Property): Option[] {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const described = `${property.description ?? ''} (default: ${inWords(property.default)})`
  return property.type === 'boolean'
    ? switchesOf(kebab, described, property.default === true)
    : [flagOf(kebab, described, property)]
}

/** On and off. Help shows the one that changes the default; the other one is for what a preset says. */
function switchesOf(kebab: string, described: string, on: boolean): Option[] {
  const [positive, negative] = [new Option(`--${kebab}`, described), new Option(`--no-${kebab}`, described)]
  // In this order: a --no- flag alone would be true if it is not given.
  return [positive.hideHelp(on), negative.hideHelp(!on)]
}

function flagOf(kebab: string, described: string, property: Property): Option {
  const kinds = property.anyOf ?? [property]
  const choices = choicesOf(property)
  const nullable = kinds.some((kind) => kind.type === 'null')
  if (choices.length > 0) {
    const all = nullable ? [...choices, NONE] : choices
    return new Option(`--${kebab} <${all.join('|')}>`, described).argParser((text) => oneOf(text, all, kinds))
  }
  const list = kinds.some((kind) => kind.type === 'array')
  const pair = kinds.some((kind) => kind.prefixItems !== undefined)
  const shape = pair ? 'low,high' : list ? 'a,b,...' : 'number'
  return new Option(`--${kebab} <${shape}>`, described).argParser((text) =>
    read(text, { nullable, list, pair }),
  )
}

function oneOf(text: string, choices: readonly string[], kinds: readonly Property[]): FlagValue {
  if (!choices.includes(text)) throw new InvalidArgumentError(`Expected one of ${choices.join(', ')}.`)
  if (text === NONE) return NONE
  return kinds.some((kind) => kind.type === 'number') ? Number(text) : text
}

function read(text: string, expected: { nullable: boolean; list: boolean; pair: boolean }): FlagValue {
  if (expected.nullable && text === NONE) return NONE
  const parts = expected.list ? text.split(',').map((part) => part.trim()) : [text.trim()]
  if (expected.list && !expected.pair) return parts
  const numbers = parts.map(Number)
  if (parts.includes('') || numbers.some(Number.isNaN) || (expected.pair && parts.length !== 2)) {
    const or = expected.nullable ? ' or none' : ''
    throw new InvalidArgumentError(`Expected ${expected.pair ? 'two numbers LOW,HIGH' : 'a number'}${or}.`)
  }
  return expected.pair ? numbers : numbers[0]
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return Array.isArray(value) ? value.join(',') : String(value)
}
