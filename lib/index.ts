/**
 * emovox: speech emotion recognition for Node.
 *
 * Samples are mono Float32Arrays in [-1, 1]; features are row-major Float32Arrays [clips, frames, coefficients];
 * probabilities and labels follow the order of {@link EMOTIONS}. What fails throws an {@link EmovoxError}.
 */

export type { BatchFailure, BatchFeatures, BatchOptions, BatchOutcome } from './audio/batch.ts'
export type { AudioSource, ClipFacts } from './audio/clip.ts'
export { type BatchRecording, type ClipCopy, type ClipFeatures, ClipPipeline } from './audio/clip_pipeline.ts'
export { type Audio, decode } from './audio/decode.ts'
export { resample } from './audio/resample.ts'
export { addNoise } from './augment/noise.ts'
export { pitchShift } from './augment/pitch_shift.ts'
export { type Augmentation, planCopies } from './augment/policy.ts'
export { timeStretch } from './augment/time_stretch.ts'
export {
  type Manifest,
  type Oddity,
  requireRecordings,
  type ScanOptions,
  scanCorpora,
} from './corpora/scan.ts'
export {
  type Fold,
  foldsBySpeaker,
  planFolds,
  type Split,
  splitByRecording,
  splitBySentence,
  splitBySpeaker,
  splitBySpeakerAndSentence,
  splitRecordings,
} from './corpora/split.ts'
export { EMOTIONS, type Emotion, emotionIndex } from './emotions.ts'
export { EmovoxError, type ErrorCode } from './errors.ts'
export { loadExperiment } from './experiment/load.ts'
export { type ExperimentOutcome, type RunExperimentOptions, runExperiment } from './experiment/run.ts'
export { defineExperiment, type Experiment } from './experiment/schema.ts'
export type { CacheChoice, CacheUse } from './features/cache.ts'
export { delta } from './features/delta.ts'
export { type ExtractOptions, extractFeatures } from './features/extract.ts'
export { type PitchTrack, pyin, yin } from './features/f0.ts'
export type { FeatureFacts, FeatureRow, FeatureSet } from './features/feature_set.ts'
export { rms, zeroCrossingRate } from './features/levels.ts'
export { logMel, melSpectrogram } from './features/mel_spectrogram.ts'
export { type FeatureMatrix, mfcc } from './features/mfcc.ts'
export { MfccStream, type MfccStreamOptions } from './features/mfcc_stream.ts'
export { saveFeatures } from './features/save.ts'
export { type SpeakerMean, speakerMeanOf } from './features/speaker_mean.ts'
export {
  chroma,
  type FrameOptions,
  spectralBandwidth,
  spectralCentroid,
  spectralContrast,
  spectralFlatness,
  spectralRolloff,
} from './features/spectral.ts'
export { createModel } from './model/architecture.ts'
export { type Calibration, calibrateRun } from './model/calibrate_run.ts'
export { removeCheckpoint, type TrainingCheckpoint } from './model/checkpoint.ts'
export { type EvaluateOptions, type Evaluation, evaluate } from './model/evaluate.ts'
export { type LiveWindow, recogniseStream } from './model/live.ts'
export type { Metrics } from './model/metrics.ts'
export { type Prediction, type PredictOptions, predict } from './model/predict.ts'
export { PRESETS, type Preset, type PresetName } from './model/presets.ts'
export { loadRun, type Run, saveRun } from './model/run.ts'
export { tensorboardLog } from './model/tensorboard.ts'
export { type TrainOptions, train } from './model/train.ts'
export type {
  AudioOptions,
  AugmentOptions,
  CacheOptions,
  CheckpointOptions,
  ExtraOptions,
  FeatureName,
  FeatureOptions,
  FoldOptions,
  LiveOptions,
  MfccOptions,
  ModelOptions,
  SpectralAugmentOptions,
  SplitOptions,
  TrainingOptions,
} from './options.ts'
export type { CorpusName, Recording } from './recording.ts'
export { makeReport, type ReportContext } from './report/make_report.ts'
export { saveEvaluation } from './report/save_evaluation.ts'
export { loadReport, saveReport } from './report/save_report.ts'
export { type ReportServer, serveReport } from './report/serve.ts'
export { evaluateTflite } from './tflite/evaluate_tflite.ts'
export { type ExportOptions, exportTflite, type TfliteExport } from './tflite/export.ts'
export { type ExportRunOptions, exportRun, tfliteModelOf } from './tflite/export_run.ts'
export { drawTflite } from './tflite/inspect/drawing.ts'
export { inspectTflite, type TfliteInspection } from './tflite/inspect/inspect_tflite.ts'
export type { Form, FormOptions, PlaceName } from './tflite/places.ts'
export { predictTflite } from './tflite/predict_tflite.ts'
export { recogniseTflite } from './tflite/recognise_tflite.ts'
export { loadTflite } from './tflite/run.ts'
export type { TfliteRunner } from './tflite/runner.ts'
export type { WeightKind } from './tflite/store_weights.ts'
export { clipSamples } from './tflite/waveform/clip_samples.ts'
export { type ComparedResults, compareResults } from './validation/compare.ts'
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
} from './validation/cross_validate.ts'
export type { Configuration } from './validation/fold_result.ts'
export { loadResult } from './validation/load_result.ts'
export type { PairedTest } from './validation/paired_test.ts'
export { saveCrossValidation } from './validation/save.ts'
export { VERSION } from './version.ts'
