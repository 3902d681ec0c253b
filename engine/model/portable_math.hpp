// Logarithms and exponentials that give the same bits on every machine. The C library's may differ in the last place
// from one processor to the next, and a last place can turn an order or a drawn number. Made of IEEE additions,
// multiplications and divisions alone, accurate to a few units in the last place.
#pragma once

namespace berth::portable {

// REQUIRES: x > 0 and finite, for the logarithms.
double log(double x);
double log2(double x);
double log10(double x);

// 0 below about -745 (exp) and -1075 (exp2), infinity above about 709 and 1023.
double exp(double x);
double exp2(double x);

// x to the power y. REQUIRES: x > 0.
double pow(double x, double y);

}  // namespace berth::portable
