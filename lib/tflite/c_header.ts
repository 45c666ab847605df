import path from 'node:path'
import { featuresInput } from './features_input.ts'
import type { WrittenForm } from './places.ts'
import type { TfliteModel } from './tflite_model.ts'

const BYTES_A_LINE = 12

/** TFLite reads weights where they lie, by instructions that want this. */
const ALIGNMENT = 16

export interface HeaderOptions extends WrittenForm {
  readonly model: TfliteModel
  /** Of the header: its name becomes that of the array. */
  readonly path: string
}

/**
 * A `.tflite` file as a C header: an aligned array with its length, sizes, labels and normalisation, for TensorFlow Lite
 * Micro and whatever else has no files. The graph normalises its input itself; the numbers are there to be read.
 *
 * The array is `static`, so that the header may be included more than once; include it in one source only, or each has a
 * copy. It is C99 and C++11.
 */
export function cHeader(file: Uint8Array, { model, path: out, weights, form, input }: HeaderOptions): string {
  const name = identifierOf(path.basename(out, path.extname(out)))
  const guard = `${name.toUpperCase()}_H_`
  const { frames, coefficients, labels, normalisation, features } = model
  const { clipSeconds, sampleRate } = features.audio
  const samples = Math.round(clipSeconds * sampleRate)
  const given =
    input === 'mfcc'
      ? `[1, ${frames}, ${coefficients}]. ${featuresInput(features).title} as extracted`
      : `[1, ${samples}], samples of ${sampleRate} Hz`
  const clipLength = input === 'mfcc' ? '' : `#define ${name.toUpperCase()}_SAMPLES ${samples}\n`
  return `/* ${model.name ?? 'emovox speech emotion'}: TensorFlow Lite, ${weights}, ${form}. Made by emovox.
 *
 * In: float32 ${given}. Out: float32 [1, ${labels.length}], probabilities of
 *${labels.map((label, index) => ` ${index} ${comment(label)}`).join(',')}.
 */
#ifndef ${guard}
#define ${guard}

${clipLength}#define ${name.toUpperCase()}_FRAMES ${frames}
#define ${name.toUpperCase()}_COEFFICIENTS ${coefficients}
#define ${name.toUpperCase()}_CLASSES ${labels.length}

static const char *const ${name}_labels[${labels.length}] = {
${labels.map((label) => `    ${cString(label)},`).join('\n')}
};

/* (x - mean) / deviation, coefficient by coefficient: what the graph does to its features first. */
static const float ${name}_mean[${coefficients}] = {
${lines(normalisation.mean.map(cFloat), 6)}
};
static const float ${name}_deviation[${coefficients}] = {
${lines(normalisation.deviation.map(cFloat), 6)}
};

#ifdef __cplusplus
alignas(${ALIGNMENT})
#elif defined(__GNUC__)
__attribute__((aligned(${ALIGNMENT})))
#else
_Alignas(${ALIGNMENT})
#endif
static const unsigned char ${name}[${file.length}] = {
${lines(
  Array.from(file, (byte) => `0x${byte.toString(16).padStart(2, '0')}`),
  BYTES_A_LINE,
)}
};
static const unsigned int ${name}_length = ${file.length};

#endif /* ${guard} */
`
}

/** A name that C takes. */
function identifierOf(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_]/g, '_')
  return /^[A-Za-z]/.test(plain) ? plain : `model_${plain}`
}

function lines(items: readonly string[], width: number): string {
  const rows = Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  )
  return rows.map((row) => `    ${row.join(', ')},`).join('\n')
}

/** A float32 literal with all its digits. */
function cFloat(value: number): string {
  return `${Math.fround(value).toExponential(8)}f`
}

function cString(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const plain = (byte: number) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f
  // Octal, as a hexadecimal escape would swallow the letters that follow.
  const escaped = Array.from(bytes, (byte) =>
    plain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`,
  )
  return `"${escaped.join('')}"`
}

/** Text that cannot end a comment. */
function comment(text: string): string {
  return text.replaceAll('*/', '* /')
}
