import { EmovoxError } from '../errors.ts'
import type { InputKind } from './metadata.ts'
import { WEIGHT_KINDS, type WeightKind } from './store_weights.ts'
import type { DftKind } from './waveform/clip_plan.ts'

/**
 * How the recurrent layers run. `loop`: one WHILE over the frames; any batch, any length, no state between clips.
 * `unrolled`: frame by frame in one subgraph; one clip of one length. `fused`: UNIDIRECTIONAL_SEQUENCE_LSTM.
 */
export const FORMS = ['loop', 'unrolled', 'fused'] as const
export type Form = (typeof FORMS)[number]

/** What a model is made of. Convolutional networks have no loop and no state: they are one graph of one form. */
export type Architecture = 'recurrent' | 'convolutional'

/** Where a file is to run. */
export const PLACE_NAMES = ['litert', 'browser', 'mediapipe', 'task-library', 'micro'] as const
export type PlaceName = (typeof PLACE_NAMES)[number]

interface Place {
  readonly title: string
  /** What is written unless something else is asked for. */
  readonly form: Form
  readonly weights: WeightKind
  /** What does not work there, and why: seen in the runtimes themselves (`npm run test:runtimes`). */
  readonly refuses: Readonly<Partial<Record<WeightKind | InputKind | DftKind, string>>>
  /** Of recurrent layers. */
  readonly refusesRecurrent: Readonly<Partial<Record<Form | WeightKind, string>>>
  /** Set where the runtime takes a waveform only. */
  readonly input?: 'waveform'
  /** Set where only this works. */
  readonly dft?: DftKind
}

const NO_VARIABLES = 'the fused LSTM keeps its state in variable tensors'
const AUDIO_ONLY = 'an AudioClassifier is given sound, and knows nothing of features'
const INT8_IS_FUSED = 'int8 needs the fused LSTM, which keeps its state in variable tensors'

export const PLACES: Readonly<Record<PlaceName, Place>> = {
  litert: {
    title: 'LiteRT (TensorFlow Lite), Interpreter and CompiledModel',
    form: 'loop',
    weights: 'float32',
    refuses: {},
    refusesRecurrent: {
      fused: `${NO_VARIABLES}, which CompiledModel does not run`,
      int8: `${INT8_IS_FUSED}, which CompiledModel does not run; dynamic is as small, and faster on such processors`,
    },
  },
  browser: {
    title: 'LiteRT.js',
    form: 'loop',
    weights: 'float32',
    refuses: {},
    refusesRecurrent: {
      fused: `${NO_VARIABLES}, which LiteRT.js does not run`,
      int8: `${INT8_IS_FUSED}, which LiteRT.js does not run; dynamic is as small, and faster there`,
    },
  },
  mediapipe: {
    title: 'the AudioClassifier of MediaPipe',
    form: 'unrolled',
    weights: 'float32',
    refuses: { mfcc: AUDIO_ONLY },
    refusesRecurrent: {
      loop: 'MediaPipe takes files of one subgraph, and a loop has three',
      fused: `${NO_VARIABLES}, which MediaPipe does not run`,
      int8: `${INT8_IS_FUSED}, which MediaPipe does not run`,
    },
    input: 'waveform',
  },
  'task-library': {
    title: 'the AudioClassifier of the TensorFlow Lite Task Library',
    form: 'loop',
    weights: 'float32',
    refuses: { mfcc: AUDIO_ONLY },
    refusesRecurrent: {
      fused: `${NO_VARIABLES}, which the Task Library does not keep apart`,
      int8: `${INT8_IS_FUSED}, which the Task Library does not keep apart`,
    },
    input: 'waveform',
  },
  micro: {
    title: 'TensorFlow Lite Micro',
    form: 'fused',
    weights: 'int8',
    refuses: {
      float16: 'TensorFlow Lite Micro has no DEQUANTIZE of float16',
      dynamic: 'TensorFlow Lite Micro multiplies floats with floats and integers with integers only',
      rfft: 'TensorFlow Lite Micro has no RFFT2D',
    },
    refusesRecurrent: {
      unrolled: 'thousands of operators, each with tensors of its own, do not fit a microcontroller',
    },
    dft: 'matrix',
  },
}

export interface FormOptions {
  /** Default: what the place asks for; without a place `float32`. */
  readonly weights?: WeightKind
  /** Of recurrent layers only. Default: what the place asks for; without a place `loop`, and `fused` for int8. */
  readonly form?: Form
  /**
   * What the file takes: `mfcc`, features as extracted; `waveform`, a clip's samples, of which it computes the features
   * itself. Default: what the place asks for; without a place mfcc.
   */
  readonly input?: InputKind
  /**
   * How it computes spectra of a waveform: `rfft`, by an operator, where nFft is a power of two; `matrix`, for runtimes
   * without that operator, such as TensorFlow Lite Micro: a file of 1 MB more. Default: rfft where that is possible.
   */
  readonly dft?: DftKind
  /** Where the file is to run: fixes what is not said, and refuses what does not work there. */
  readonly for?: PlaceName
}

/** What is written. */
export interface WrittenForm {
  readonly weights: WeightKind
  /** `feedforward`: there are no recurrent layers. */
  readonly form: Form | 'feedforward'
  readonly input: InputKind
  readonly dft?: DftKind
}

/**
 * Form and weights of a file.
 *
 * @param architecture of the model.
 * @throws EmovoxError `INVALID_OPTION`, with the reason, when they do not go together or do not work in the place.
 */
export function chooseForm(options: FormOptions, architecture: Architecture = 'recurrent'): WrittenForm {
  checkName('weights', options.weights, WEIGHT_KINDS)
  checkName('form', options.form, FORMS)
  checkName('for', options.for, PLACE_NAMES)
  const place = options.for && PLACES[options.for]
  const weights = options.weights ?? place?.weights ?? 'float32'
  const input = options.input ?? place?.input ?? 'mfcc'
  const dft = options.dft ?? place?.dft
  for (const choice of [weights, input, dft]) refuse(choice && place?.refuses[choice], choice, options)
  const form = architecture === 'recurrent' ? recurrentForm(options, weights) : feedforward(options)
  return { weights, form, input, ...(input === 'waveform' && dft ? { dft } : {}) }
}

function feedforward({ form }: FormOptions): 'feedforward' {
  if (form === undefined) return 'feedforward'
  throw invalid(
    `form: expected none, because convolutional networks have no recurrent layers and are one graph, found ${form}`,
  )
}

function recurrentForm(options: FormOptions, weights: WeightKind): Form {
  const place = options.for && PLACES[options.for]
  const form = options.form ?? (weights === 'int8' ? 'fused' : (place?.form ?? 'loop'))
  // What was asked for by name first: a form that follows from the weights is not the caller's choice.
  const asked = options.form === undefined ? [weights, form] : [form, weights]
  for (const choice of asked) refuse(place?.refusesRecurrent[choice], choice, options)
  if (weights === 'int8' && form !== 'fused')
    throw invalid(
      `form: expected fused with weights int8 (a state of 8 bits between elementary operators loses too much; weights dynamic are as small in a loop), found ${form}`,
    )
  if (weights === 'float16' && form === 'fused')
    throw invalid(
      'form: expected loop or unrolled with weights float16 (where a fused LSTM is resized, TensorFlow Lite loses the weights that it made of float16), found fused',
    )
  return form
}

function refuse(reason: string | undefined, choice: string | undefined, options: FormOptions) {
  if (reason === undefined || options.for === undefined) return
  const { title } = PLACES[options.for]
  throw invalid(`${choice}: does not work in ${title} (for: ${options.for}): ${reason}`)
}

function checkName(option: string, value: string | undefined, names: readonly string[]) {
  if (value !== undefined && !names.includes(value))
    throw invalid(`${option}: expected one of ${names.join(', ')}, found ${value}`)
}

function invalid(message: string): EmovoxError {
  return new EmovoxError('INVALID_OPTION', message)
}
