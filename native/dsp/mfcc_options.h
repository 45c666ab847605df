#pragma once
#include "dct.h"
#include "mfcc.h"

namespace emovox {

// The same options, or INVALID_OPTION naming the first that is out of range or contradicts another.
const MfccOptions& checked(const MfccOptions& options);

// From decibels in mel bands to coefficients, liftered.
Dct cepstral_dct(const MfccOptions& options);

// Whether all options are the same.
bool operator==(const MfccOptions& a, const MfccOptions& b);

}  // namespace emovox
