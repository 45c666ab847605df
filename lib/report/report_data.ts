/**
 * What a report says, before it is laid out: `report.json`, from which `report.html` is drawn, and drawn again by later
 * versions. Shares are null where there is nothing to divide.
 */
import { z } from 'zod'
import { EMOTIONS } from '../emotions.ts'

// JSON has no NaN; what cannot be divided is null there, and here from the start.
const share = z.union([z.number(), z.nan().transform(() => null)]).nullable()
const interval = z.tuple([z.number(), z.number()]).readonly().nullable()
const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
const emotion = z.enum(EMOTIONS)
const count = z.int().min(0)

const scoresSchema = z.object({
  clips: count,
  speakers: count,
  uar: share,
  /** 95 %, over speakers. */
  uarInterval: interval,
  accuracy: share,
  accuracyInterval: interval,
  macroF1: share,
})

const reliabilitySchema = z.object({
  bins: list(
    z.object({ from: z.number(), to: z.number(), clips: count, confidence: share, accuracy: share }),
  ),
  ece: share,
  nll: share,
})

const calibrationSchema = z.object({
  plain: reliabilitySchema,
  /** After temperature scaling; null without a temperature. */
  scaled: z
    .object({
      reliability: reliabilitySchema,
      temperature: z.number().positive(),
      /** What the temperature was fitted on. */
      clips: count,
      speakers: count,
    })
    .nullable(),
})

const wrongClipSchema = z.object({
  /** Absolute; shown is the file's name alone. */
  path: z.string(),
  speaker: z.string(),
  truth: emotion,
  heard: emotion,
  /** Probability of what was heard. */
  confidence: z.number(),
  /** Probability of what was true. */
  truthShare: z.number(),
})

const resultsSchema = z.object({
  overall: scoresSchema,
  /** Of a model that hears speakers: as if every recording were the only one of its speaker; null for other models. */
  alone: scoresSchema.nullable().default(null),
  /** In `overall`: of how many recordings a speaker's mean is; null: of all. */
  speakerRecordings: count.nullable().default(null),
  perCorpus: list(scoresSchema.extend({ corpus: z.string() })),
  perSpeaker: list(
    z.object({ speaker: z.string(), sex: z.string().nullable(), clips: count, uar: share, accuracy: share }),
  ),
  perEmotion: list(z.object({ emotion, clips: count, precision: share, recall: share, f1: share })),
  confusion: list(list(count)),
  calibration: calibrationSchema,
  confused: list(
    z.object({
      truth: emotion,
      heard: emotion,
      clips: count,
      /** Of the clips of the true emotion. */
      share: z.number(),
    }),
  ),
  wrong: list(wrongClipSchema),
})

const historySchema = z.object({
  bestEpoch: count,
  interrupted: z.boolean(),
  epochs: list(
    z.object({
      epoch: count,
      loss: z.number(),
      accuracy: z.number(),
      validationLoss: z.number().nullable(),
      validationAccuracy: z.number().nullable(),
      validationUar: z.number().nullable(),
      seconds: z.number(),
    }),
  ),
})

const partSchema = z.object({
  part: z.string(),
  corpus: z.string(),
  speakers: list(z.string()),
  clips: count,
  /** In the order of EMOTIONS. */
  emotions: list(count),
})

export const reportSchema = z.object({
  emovox: z.string(),
  name: z.string(),
  title: z.string(),
  /** How the scores came about, in whole sentences. */
  protocol: z.string(),
  warnings: list(z.string()),
  results: resultsSchema.nullable(),
  history: historySchema.nullable(),
  parts: list(partSchema),
  leftOut: list(z.object({ kind: z.string(), files: count, reasons: list(z.string()) })),
  options: list(
    z.object({
      group: z.string(),
      entries: list(z.object({ name: z.string(), value: z.string(), changed: z.boolean() })),
    }),
  ),
})

export type ReportData = z.output<typeof reportSchema>
export type ReportResults = z.output<typeof resultsSchema>
export type ReportScores = z.output<typeof scoresSchema>
export type ReportReliability = z.output<typeof reliabilitySchema>
export type WrongClip = z.output<typeof wrongClipSchema>
