const SIGN = 0x8000
const INFINITY = 0x7c00
const bits32 = new Uint32Array(1)
const value32 = new Float32Array(bits32.buffer)

/**
 * The bits of numbers as IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction), rounded to the nearest, ties to even.
 *
 * What is beyond 65504 becomes infinite, what is below 6e-8 zero.
 */
export function float16Bits(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, toBits)
}

function toBits(value: number): number {
  value32[0] = value
  const bits = bits32[0]
  const sign = (bits >>> 16) & SIGN
  const exponent = ((bits >>> 23) & 0xff) - 127
  const fraction = bits & 0x7fffff
  if (exponent === 128) return sign | INFINITY | (fraction === 0 ? 0 : 0x200)
  if (exponent > 15) return sign | INFINITY
  // A carry out of the fraction goes into the exponent, as it must, up to infinity.
  if (exponent >= -14) return sign | (((exponent + 15) << 10) + rounded(fraction, 13))
  // Subnormal: the leading one is written out, and shifted by as much as the exponent is too small.
  if (exponent >= -25) return sign | rounded(fraction | 0x800000, -1 - exponent)
  return sign
}

/** `value / 2^shift`, ties to even. */
function rounded(value: number, shift: number): number {
  const whole = value >>> shift
  const rest = value & (2 ** shift - 1)
  const half = 2 ** (shift - 1)
  return whole + (rest > half || (rest === half && whole % 2 === 1) ? 1 : 0)
}
