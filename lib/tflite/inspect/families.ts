/** Kinds of operators that are drawn alike: [name, fill, border]. */
const FAMILIES: readonly (readonly [RegExp, Colours])[] = [
  [
    /^(FULLY_CONNECTED|CONV|DEPTHWISE|TRANSPOSE_CONV|BATCH_MATMUL|RFFT2D|.*(LSTM|RNN|SVDF))/,
    { fill: '#d9e6f7', border: '#4a78b5' },
  ],
  [/^(LOGISTIC|TANH|SOFTMAX|LOG_SOFTMAX|.*RELU|ELU|GELU|HARD_SWISH)/, { fill: '#dcefdc', border: '#4f9153' }],
  [/^(WHILE|IF|CALL|CALL_ONCE|STABLEHLO_.*)$/, { fill: '#e7def3', border: '#7d5ba6' }],
  [/^(QUANTIZE|DEQUANTIZE|CAST|BITCAST)$/, { fill: '#fbe7d0', border: '#c07f2f' }],
  [
    /^(RESHAPE|GATHER|SPLIT|STRIDED_SLICE|SLICE|PAD|CONCATENATION|PACK|UNPACK|SHAPE|TRANSPOSE|SQUEEZE|EXPAND_DIMS|TILE)/,
    { fill: '#ececec', border: '#8a8a8a' },
  ],
  [/^CUSTOM|^operator /, { fill: '#f8d9d9', border: '#b54a4a' }],
]

export interface Colours {
  readonly fill: string
  readonly border: string
}

/** Of all that computes and has no kind of its own. */
const OTHERS: Colours = { fill: '#fdf6d8', border: '#a8923a' }

export function coloursOf(operator: string): Colours {
  return FAMILIES.find(([names]) => names.test(operator))?.[1] ?? OTHERS
}
