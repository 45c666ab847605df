/**
 * The tables and codes of the public TFLite schema (version 3, `tensorflow/lite/schema/schema.fbs`) that emovox writes
 * and reads. The first argument of each field is its slot, as in the schema's generated code; a test compares all of them
 * with the code in the `ai-edge-litert` package.
 */
import {
  bool,
  bytes,
  float32,
  float32s,
  int8,
  int32,
  int32s,
  int64s,
  string,
  type Table,
  table,
  tables,
  uint32,
  union,
} from './flatbuffer_schema.ts'

export const TFLITE_IDENTIFIER = 'TFL3'
export const TFLITE_VERSION = 3

/** Weights are read in place by vector instructions. */
const DATA_ALIGNMENT = 16

export const TensorType = {
  FLOAT32: 0,
  FLOAT16: 1,
  INT32: 2,
  UINT8: 3,
  INT64: 4,
  BOOL: 6,
  INT16: 7,
  COMPLEX64: 8,
  INT8: 9,
} as const

export const ActivationFunctionType = { NONE: 0, RELU: 1, RELU_N1_TO_1: 2, RELU6: 3, TANH: 4 } as const

/** Code of each operator, and the member of the options union that it takes, if any. */
export const BuiltinOperator = {
  ADD: { code: 0, options: 'AddOptions' },
  CONCATENATION: { code: 2, options: 'ConcatenationOptions' },
  DEQUANTIZE: { code: 6, options: 'DequantizeOptions' },
  FULLY_CONNECTED: { code: 9, options: 'FullyConnectedOptions' },
  LOGISTIC: { code: 14, options: null },
  MUL: { code: 18, options: 'MulOptions' },
  RESHAPE: { code: 22, options: 'ReshapeOptions' },
  SOFTMAX: { code: 25, options: 'SoftmaxOptions' },
  TANH: { code: 28, options: null },
  PAD: { code: 34, options: 'PadOptions' },
  GATHER: { code: 36, options: 'GatherOptions' },
  SUB: { code: 41, options: 'SubOptions' },
  DIV: { code: 42, options: 'DivOptions' },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { code: 44, options: 'UnidirectionalSequenceLSTMOptions' },
  STRIDED_SLICE: { code: 45, options: 'StridedSliceOptions' },
  SPLIT: { code: 49, options: 'SplitOptions' },
  CAST: { code: 53, options: 'CastOptions' },
  MAXIMUM: { code: 55, options: 'MaximumMinimumOptions' },
  ARG_MAX: { code: 56, options: 'ArgMaxOptions' },
  MINIMUM: { code: 57, options: 'MaximumMinimumOptions' },
  LESS: { code: 58, options: 'LessOptions' },
  GREATER_EQUAL: { code: 62, options: 'GreaterEqualOptions' },
  NOT_EQUAL: { code: 72, options: 'NotEqualOptions' },
  LOG: { code: 73, options: null },
  SUM: { code: 74, options: 'ReducerOptions' },
  SQRT: { code: 75, options: null },
  SHAPE: { code: 77, options: 'ShapeOptions' },
  POW: { code: 78, options: 'PowOptions' },
  REDUCE_MAX: { code: 82, options: 'ReducerOptions' },
  UNPACK: { code: 88, options: 'UnpackOptions' },
  FLOOR_DIV: { code: 90, options: 'FloorDivOptions' },
  QUANTIZE: { code: 114, options: 'QuantizeOptions' },
  WHILE: { code: 119, options: 'WhileOptions' },
  RFFT2D: { code: 131, options: 'Rfft2dOptions' },
  COMPLEX_ABS: { code: 135, options: null },
} as const

export const BuiltinOptions = {
  FullyConnectedOptions: 8,
  SoftmaxOptions: 9,
  ConcatenationOptions: 10,
  AddOptions: 11,
  ReshapeOptions: 17,
  MulOptions: 21,
  PadOptions: 22,
  GatherOptions: 23,
  ReducerOptions: 27,
  SubOptions: 28,
  DivOptions: 29,
  StridedSliceOptions: 32,
  SplitOptions: 35,
  CastOptions: 37,
  DequantizeOptions: 38,
  MaximumMinimumOptions: 39,
  ArgMaxOptions: 40,
  LessOptions: 41,
  GreaterEqualOptions: 45,
  NotEqualOptions: 54,
  ShapeOptions: 55,
  PowOptions: 56,
  UnpackOptions: 64,
  FloorDivOptions: 65,
  UnidirectionalSequenceLSTMOptions: 71,
  QuantizeOptions: 89,
  WhileOptions: 93,
  Rfft2dOptions: 105,
} as const

export const tfliteSchema = {
  Model: {
    version: uint32(0),
    operatorCodes: tables(1, 'OperatorCode'),
    subgraphs: tables(2, 'SubGraph'),
    description: string(3),
    buffers: tables(4, 'Buffer'),
    metadata: tables(6, 'Metadata'),
    signatureDefs: tables(7, 'SignatureDef'),
  },
  OperatorCode: {
    deprecatedBuiltinCode: int8(0),
    customCode: string(1),
    version: int32(2, 1),
    builtinCode: int32(3),
  },
  SubGraph: {
    tensors: tables(0, 'Tensor'),
    inputs: int32s(1),
    outputs: int32s(2),
    operators: tables(3, 'Operator'),
    name: string(4),
  },
  Tensor: {
    shape: int32s(0),
    type: int8(1),
    buffer: uint32(2),
    name: string(3),
    quantization: table(4, 'QuantizationParameters'),
    isVariable: bool(5),
    shapeSignature: int32s(7),
    hasRank: bool(8),
  },
  QuantizationParameters: {
    min: float32s(0),
    max: float32s(1),
    scale: float32s(2),
    zeroPoint: int64s(3),
    quantizedDimension: int32(6),
  },
  Buffer: { data: bytes(0, DATA_ALIGNMENT) },
  Operator: {
    opcodeIndex: uint32(0),
    inputs: int32s(1),
    outputs: int32s(2),
    builtinOptions: union(4, BuiltinOptions),
    intermediates: int32s(8),
  },
  Metadata: { name: string(0), buffer: uint32(1) },
  TensorMap: { name: string(0), tensorIndex: uint32(1) },
  SignatureDef: {
    inputs: tables(0, 'TensorMap'),
    outputs: tables(1, 'TensorMap'),
    signatureKey: string(2),
    subgraphIndex: uint32(4),
  },
  AddOptions: { fusedActivationFunction: int8(0) },
  ArgMaxOptions: { outputType: int8(0) },
  CastOptions: { inDataType: int8(0), outDataType: int8(1) },
  ConcatenationOptions: { axis: int32(0), fusedActivationFunction: int8(1) },
  DequantizeOptions: {},
  DivOptions: { fusedActivationFunction: int8(0) },
  FloorDivOptions: {},
  FullyConnectedOptions: {
    fusedActivationFunction: int8(0),
    weightsFormat: int8(1),
    keepNumDims: bool(2),
    asymmetricQuantizeInputs: bool(3),
  },
  GatherOptions: { axis: int32(0), batchDims: int32(1) },
  GreaterEqualOptions: {},
  LessOptions: {},
  MaximumMinimumOptions: {},
  MulOptions: { fusedActivationFunction: int8(0) },
  NotEqualOptions: {},
  PadOptions: {},
  PowOptions: {},
  QuantizeOptions: {},
  ReducerOptions: { keepDims: bool(0) },
  ReshapeOptions: { newShape: int32s(0) },
  Rfft2dOptions: {},
  ShapeOptions: { outType: int8(0) },
  SoftmaxOptions: { beta: float32(0) },
  SplitOptions: { numSplits: int32(0) },
  StridedSliceOptions: {
    beginMask: int32(0),
    endMask: int32(1),
    ellipsisMask: int32(2),
    newAxisMask: int32(3),
    shrinkAxisMask: int32(4),
  },
  SubOptions: { fusedActivationFunction: int8(0) },
  UnidirectionalSequenceLSTMOptions: {
    fusedActivationFunction: int8(0),
    cellClip: float32(1),
    projClip: float32(2),
    timeMajor: bool(3),
    asymmetricQuantizeInputs: bool(4),
  },
  UnpackOptions: { num: int32(0), axis: int32(1) },
  WhileOptions: { condSubgraphIndex: int32(0), bodySubgraphIndex: int32(1) },
} as const

/** A plain object that stands for a table of the TFLite schema. */
export type TfliteTable<N extends keyof typeof tfliteSchema> = Table<typeof tfliteSchema, N>
export type OperatorName = keyof typeof BuiltinOperator
export type OptionsName = keyof typeof BuiltinOptions
export type ElementType = keyof typeof TensorType
