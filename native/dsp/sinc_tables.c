/* libsamplerate's sinc converters, with a way to their tables. The tables are static to src_sinc.c, which is
   therefore compiled as part of this file: so they are in the program once (1.4 MB). */
#include "sinc_tables.h"

#include "../../third_party/libsamplerate/src/src_sinc.c"

emovox_sinc_table emovox_best_sinc(void) {
  const emovox_sinc_table table = {slow_high_qual_coeffs.coeffs, ARRAY_LEN(slow_high_qual_coeffs.coeffs) - 2,
                                   slow_high_qual_coeffs.increment};
  return table;
}

emovox_sinc_table emovox_medium_sinc(void) {
  const emovox_sinc_table table = {slow_mid_qual_coeffs.coeffs, ARRAY_LEN(slow_mid_qual_coeffs.coeffs) - 2,
                                   slow_mid_qual_coeffs.increment};
  return table;
}

emovox_sinc_table emovox_fast_sinc(void) {
  const emovox_sinc_table table = {fastest_coeffs.coeffs, ARRAY_LEN(fastest_coeffs.coeffs) - 2,
                                   fastest_coeffs.increment};
  return table;
}
