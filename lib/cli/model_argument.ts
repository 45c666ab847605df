/** What commands take that run a model: a folder made by "emovox train", or a `.tflite` file, which needs no TensorFlow. */
export const MODEL_ARGUMENT = [
  '<model>',
  'folder made by "emovox train", or a .tflite file, which needs no TensorFlow',
] as const

export const isTflite = (model: string) => model.toLowerCase().endsWith('.tflite')
