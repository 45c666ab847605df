// Every kernel: KERNEL(what it returns, its name, its parameters). To add one, add its line here and a source
// in native/simd/kernels that defines it in namespace emovox::simd::EMOVOX_ISA_NAME, and list that source in
// native-sources.json. What a kernel does is said above it in its source.
//
// Those of MFCC work on a group of frames, one frame a lane: value i of frame l is at [i * lanes + l]. Such
// arrays are called lane arrays and begin at multiples of 64 bytes (AlignedFloats). No kernel allocates.
#pragma once
#include <stddef.h>

#include "simd/adamw_plan.h"
#include "simd/dense_plan.h"
#include "simd/envelope_plan.h"
#include "simd/lstm_plans.h"
#include "simd/mfcc_plans.h"
#include "simd/resample_plans.h"
#include "simd/vocoder_plan.h"

#define EMOVOX_KERNELS(KERNEL)                                                                               \
  KERNEL(float, largest_magnitude, (const float* samples, size_t count))                                     \
  KERNEL(float, to_decibels, (const float* power, size_t count, float floor, float* out))                    \
  KERNEL(void, window_frames,                                                                                \
         (const float* const* frames, const float* window, int size, float emphasis, float* out,             \
          float* energies))                                                                                  \
  KERNEL(void, radix4_fft, (const Radix4Plan& plan, float* values))                                          \
  KERNEL(size_t, kiss_plan_bytes, (int size))                                                                \
  KERNEL(void, kiss_plan, (int size, bool inverse, void* plan))                                              \
  KERNEL(void, kiss_fft, (const void* plan, const float* in, float* scratch, float* out))                    \
  KERNEL(void, real_power, (const RealSpectrumPlan& plan, const float* values, float* power))                \
  KERNEL(void, mel_bands, (const MelPlan& plan, const float* power, float* mels))                            \
  KERNEL(void, weakest_bands,                                                                                \
         (const float* decibels, const float* offsets, int bands, float floor, float* weakest))              \
  KERNEL(void, cosine_sums,                                                                                  \
         (const DctPlan& plan, const float* decibels, float floor, int frames, float* scratch, float* out))  \
  KERNEL(void, filter_blocks, (const BlockFilterPlan& plan, const BlockSpan* blocks, float* work))           \
  KERNEL(void, filter_phases, (const PhaseBankPlan& plan, const float* samples, size_t count, float* out))   \
  KERNEL(void, interpolate,                                                                                  \
         (const InterpolatorPlan& plan, const float* samples, double step, size_t count, float* out))        \
  KERNEL(void, difference_energies,                                                                          \
         (const float* samples, size_t count, size_t block, float scale, float* energies))                   \
  KERNEL(void, block_energies,                                                                               \
         (const float* samples, size_t count, size_t block, float scale, float* energies))                   \
  KERNEL(void, vocoder_frames,                                                                               \
         (const VocoderPlan& plan, const float* const* frames, float scale, float* values))                  \
  KERNEL(void, vocoder_turns,                                                                                \
         (const VocoderPlan& plan, const float* values, const int32_t* fresh, float* spectra, float* powers, \
          float* turns))                                                                                     \
  KERNEL(void, peak_regions, (const VocoderPlan& plan, const float* powers, float* work, int32_t* owners))   \
  KERNEL(                                                                                                    \
      void, vocoder_rotations,                                                                               \
      (const VocoderPlan& plan, const float* turns, const int32_t* owners, float* work, float* rotations))   \
  KERNEL(void, vocoder_rotate,                                                                               \
         (const VocoderPlan& plan, const float* spectra, const float* rotations, float* out))                \
  KERNEL(void, vocoder_inverse, (const VocoderPlan& plan, float* spectra))                                   \
  KERNEL(void, vocoder_overlap_add, (const VocoderPlan& plan, const float* values, float gain, float* sums)) \
  KERNEL(void, lstm_forward, (const LstmForwardPlan& plan, int from, int to))                                \
  KERNEL(void, lstm_backward, (const LstmBackwardPlan& plan, int from, int to))                              \
  KERNEL(void, lstm_weight_gradient, (const LstmBackwardPlan& plan, int from, int to))                       \
  KERNEL(void, lstm_pack,                                                                                    \
         (const LstmRows& rows, const LstmShape& shape, int steps, const float* from, float* sequence))      \
  KERNEL(void, lstm_unpack,                                                                                  \
         (const LstmRows& rows, const LstmShape& shape, int steps, const float* sequence, float* to))        \
  KERNEL(void, lstm_pack_weights,                                                                            \
         (const float* from, int depth, int units, int panel_depth, float* weights))                         \
  KERNEL(void, lstm_unpack_weights,                                                                          \
         (const float* weights, const float* other, int depth, int units, int panel_depth, float* to))       \
  KERNEL(void, lstm_transpose_weights, (const float* from, int depth, int units, float* out))                \
  KERNEL(void, activate, (const float* x, size_t count, bool sigmoid, float* out))                           \
  KERNEL(void, dense_forward,                                                                                \
         (const DensePlan& plan, const float* x, const float* kernel, const float* bias, float* y))          \
  KERNEL(void, dense_backward,                                                                               \
         (const DensePlan& plan, const float* x, const float* kernel, const float* y, const float* dy,       \
          float* scratch, const DenseGradients& gradients))                                                  \
  KERNEL(void, adamw,                                                                                        \
         (const AdamWPlan& plan, const float* gradient, size_t count, float* weights, float* mean,           \
          float* square))                                                                                    \
  KERNEL(void, scale, (double factor, size_t count, float* values))                                          \
  KERNEL(void, move_average, (const float* values, double share, size_t count, float* average))              \
  KERNEL(void, move_envelope,                                                                                \
         (const EnvelopePlan& plan, const EnvelopeWarp& warp, const float* powers, float* work,              \
          float* spectra))                                                                                   \
  KERNEL(void, plain_spectra,                                                                                \
         (const float* power, const float* gains, int bins, float* plain, float* roots, float* least))       \
  KERNEL(void, spectral_moments, (const float* magnitudes, int bins, float* centroid, float* bandwidth))     \
  KERNEL(void, rolloff_bins, (const float* magnitudes, int bins, float share, float* rolloff))               \
  KERNEL(void, mean_powers, (const float* power, int bins, float floor, float* mean_log2, float* mean))      \
  KERNEL(void, band_extremes, (const float* values, int count, int extremes, float* low, float* high))       \
  KERNEL(float, sum_of_squares, (const float* samples, size_t count))                                        \
  KERNEL(size_t, sign_changes, (const float* samples, size_t count, float threshold))                        \
  KERNEL(void, best_moves,                                                                                   \
         (const double* sources, const double* weights, int width, int count, double* best, double* from))
