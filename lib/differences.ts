/** An option that two sets of options have differently. */
export interface OptionDifference {
  /** `training.epochs`. */
  readonly option: string
  readonly first: unknown
  readonly second: unknown
}

/** Where two values of nested options differ: sections are gone into, anything else is compared as JSON. */
export function differences(first: unknown, second: unknown, option = ''): OptionDifference[] {
  if (isSection(first) && isSection(second))
    return [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((name) =>
      differences(first[name], second[name], option === '' ? name : `${option}.${name}`),
    )
  return JSON.stringify(first) === JSON.stringify(second) ? [] : [{ option, first, second }]
}

/** `training.epochs is 50, was 100`. */
export function describeDifference({ option, first, second }: OptionDifference): string {
  return `${option} is ${inWords(second)}, was ${inWords(first)}`
}

function inWords(value: unknown): string {
  return value === null || value === undefined ? 'none' : JSON.stringify(value)
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
