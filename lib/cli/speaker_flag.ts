import { type Command, Option } from 'commander'
import { type SpeakerMean, speakerMeanOf } from '../features/speaker_mean.ts'
import type { FeatureOptions } from '../options.ts'

export interface SpeakerFlag {
  readonly speaker?: string[]
}

/** `--speaker FILE...` of commands that run a model. */
export function addSpeakerFlag(command: Command): Command {
  return command.addOption(
    new Option(
      '--speaker <file...>',
      'other recordings of whoever speaks, five or more, for a model that hears speakers (--preset best)',
    ),
  )
}

/** @throws EmovoxError as `speakerMeanOf`. */
export async function speakerGiven(
  { speaker }: SpeakerFlag,
  features: FeatureOptions,
): Promise<SpeakerMean | undefined> {
  return speaker && (await speakerMeanOf(speaker, features))
}
