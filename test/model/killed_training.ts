/** `killed_training.ts CORPUS NAME RUN EPOCH`: a training that kills its own process in the middle of an epoch. */
import { type TrainingName, trainOn } from './resumed_training.ts'

const [corpus, name, folder, lastEpoch] = process.argv.slice(2)
await trainOn(corpus, name as TrainingName, {
  checkpoint: { folder, everySeconds: 0 },
  onBatch: (done, _, epoch) => {
    if (epoch === Number(lastEpoch) && done === 2) process.kill(process.pid, 'SIGKILL')
  },
})
