import t from 'tap'
import { chooseForm, type FormOptions, PLACE_NAMES, type WrittenForm } from '../../lib/tflite/places.ts'

t.test('what is written where', async (t) => {
  const [mfcc, waveform] = ['mfcc', 'waveform'] as const
  const cases: [FormOptions, WrittenForm][] = [
    [{}, { weights: 'float32', form: 'loop', input: mfcc }],
    [{ weights: 'dynamic' }, { weights: 'dynamic', form: 'loop', input: mfcc }],
    [{ weights: 'int8' }, { weights: 'int8', form: 'fused', input: mfcc }],
    [{ form: 'unrolled' }, { weights: 'float32', form: 'unrolled', input: mfcc }],
    [
      { input: waveform, dft: 'matrix' },
      { weights: 'float32', form: 'loop', input: waveform, dft: 'matrix' },
    ],
    [{ for: 'litert' }, { weights: 'float32', form: 'loop', input: mfcc }],
    [
      { for: 'browser', weights: 'float16' },
      { weights: 'float16', form: 'loop', input: mfcc },
    ],
    [{ for: 'mediapipe' }, { weights: 'float32', form: 'unrolled', input: waveform }],
    [
      { for: 'task-library', weights: 'dynamic' },
      { weights: 'dynamic', form: 'loop', input: waveform },
    ],
    [{ for: 'micro' }, { weights: 'int8', form: 'fused', input: mfcc }],
    [
      { for: 'micro', weights: 'float32', form: 'loop', input: waveform },
      { weights: 'float32', form: 'loop', input: waveform, dft: 'matrix' },
    ],
  ]
  for (const [options, expected] of cases) t.same(chooseForm(options), expected, JSON.stringify(options))
  for (const place of PLACE_NAMES) t.doesNotThrow(() => chooseForm({ for: place }), `${place} by itself`)
})

t.test('convolutional networks are one graph, with any weights', async (t) => {
  const [mfcc, waveform] = ['mfcc', 'waveform'] as const
  const form = 'feedforward'
  const cases: [FormOptions, WrittenForm][] = [
    [{}, { weights: 'float32', form, input: mfcc }],
    [{ weights: 'int8' }, { weights: 'int8', form, input: mfcc }],
    [
      { for: 'litert', weights: 'int8' },
      { weights: 'int8', form, input: mfcc },
    ],
    [
      { for: 'browser', weights: 'dynamic' },
      { weights: 'dynamic', form, input: mfcc },
    ],
    [{ for: 'mediapipe' }, { weights: 'float32', form, input: waveform }],
    [
      { for: 'task-library', weights: 'int8' },
      { weights: 'int8', form, input: waveform },
    ],
    [{ for: 'micro' }, { weights: 'int8', form, input: mfcc }],
  ]
  for (const [options, expected] of cases)
    t.same(chooseForm(options, 'convolutional'), expected, JSON.stringify(options))
  const refused: [FormOptions, RegExp][] = [
    [{ form: 'loop' }, /form: expected none.*found loop/],
    [{ for: 'micro', weights: 'dynamic' }, /dynamic: .*floats with floats/],
    [{ for: 'task-library', input: mfcc }, /mfcc: .*given sound/],
  ]
  for (const [options, message] of refused)
    t.throws(
      () => chooseForm(options, 'convolutional'),
      { code: 'INVALID_OPTION', message },
      JSON.stringify(options),
    )
})

t.test('what does not work is refused, with the reason', async (t) => {
  const cases: [FormOptions, RegExp][] = [
    [{ for: 'browser', weights: 'int8' }, /int8: .*LiteRT\.js.*variable tensors/],
    [{ for: 'litert', form: 'fused' }, /fused: .*CompiledModel/],
    [{ for: 'mediapipe', form: 'loop' }, /loop: .*MediaPipe takes files of one subgraph/],
    [{ for: 'mediapipe', weights: 'int8' }, /int8: .*MediaPipe/],
    [{ for: 'task-library', form: 'fused' }, /fused: .*Task Library/],
    [{ for: 'micro', weights: 'float16' }, /float16: .*no DEQUANTIZE of float16/],
    [{ for: 'micro', weights: 'dynamic' }, /dynamic: .*floats with floats/],
    [{ for: 'micro', form: 'unrolled' }, /unrolled: .*do not fit/],
    [{ for: 'mediapipe', input: 'mfcc' }, /mfcc: .*given sound/],
    [{ for: 'micro', input: 'waveform', dft: 'rfft' }, /rfft: .*no RFFT2D/],
    [{ weights: 'int8', form: 'loop' }, /expected fused with weights int8.*dynamic are as small.*found loop/],
    [{ weights: 'int8', form: 'unrolled' }, /expected fused with weights int8.*found unrolled/],
    [{ weights: 'float16', form: 'fused' }, /expected loop or unrolled with weights float16.*found fused/],
  ]
  for (const [options, message] of cases)
    t.throws(() => chooseForm(options), { code: 'INVALID_OPTION', message }, JSON.stringify(options))
})

t.test('names that are none', async (t) => {
  const invalid = { code: 'INVALID_OPTION', message: /expected one of .*found/ }
  // @ts-expect-error not a kind of weights
  t.throws(() => chooseForm({ weights: 'int4' }), invalid)
  // @ts-expect-error not a form
  t.throws(() => chooseForm({ form: 'rolled' }), invalid)
  // @ts-expect-error not a place
  t.throws(() => chooseForm({ for: 'toaster' }), invalid)
})
