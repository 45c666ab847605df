import type { CorpusName } from '../recording.ts'

const TEXTS: Readonly<Record<CorpusName, string>> = {
  ravdess: `RAVDESS, the Ryerson Audio-Visual Database of Emotional Speech and Song
  24 actors, 1440 recordings of speech, audio only (208 MB packed, 590 MB unpacked)
  From:  https://zenodo.org/records/1188976 (Audio_Speech_Actors_01-24.zip), or: emovox fetch ravdess
  Terms: CC BY-NC-SA 4.0: not for commercial use; name the authors; share alike
  Cite:  Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS).
         PLoS ONE 13(5): e0196391. doi:10.1371/journal.pone.0196391`,
  tess: `TESS, the Toronto emotional speech set
  2 actresses, 2800 recordings: 200 words, 7 emotions
  From:  University of Toronto, on Borealis: https://doi.org/10.5683/SP2/E8H2MF
  Terms: CC BY-NC-ND 4.0: not for commercial use; name the authors; do not pass on changed recordings
  Cite:  Pichora-Fuller MK, Dupuis K (2020). Toronto emotional speech set (TESS). Borealis.
         doi:10.5683/SP2/E8H2MF
  Then:  unpack it into any folder and give that folder to emovox; names of folders do not matter`,
  savee: `SAVEE, the Surrey Audio-Visual Expressed Emotion database
  4 men, 480 recordings: 15 sentences an emotion, 30 for neutral
  From:  University of Surrey, after registration: http://kahlan.eps.surrey.ac.uk/savee/
  Terms: free of charge for research, as agreed when registering; not to be passed on
  Cite:  Haq S, Jackson PJB (2010). Multimodal Emotion Recognition. In: Machine Audition: Principles, Algorithms and
         Systems. IGI Global, chapter 17, pages 398-423
  Then:  unpack AudioData (folders DC, JE, JK, KL) into any folder and give that folder to emovox`,
}

/** Where a corpus is had, under what terms, and how it is cited: text for people, several lines. */
export function whereToGet(corpus: CorpusName): string {
  return TEXTS[corpus]
}
