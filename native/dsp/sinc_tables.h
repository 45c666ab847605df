#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// One half of a windowed sinc of libsamplerate's, sampled `step` times between two zero crossings:
// values[0] is its middle, values[last + 1] is 0.
typedef struct {
  const float* values;
  int last;
  int step;
} emovox_sinc_table;

emovox_sinc_table emovox_best_sinc(void);
emovox_sinc_table emovox_medium_sinc(void);
emovox_sinc_table emovox_fast_sinc(void);

#ifdef __cplusplus
}
#endif
