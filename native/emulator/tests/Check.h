// Gives the unit tests one way to state an expectation and one exit code, without a test framework to install.
#pragma once

#include <cstdio>
#include <cstring>

inline int& failures() {
    static int count = 0;
    return count;
}

/// States that a condition holds; a failure is printed with its place and counted, and the test goes on.
#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            failures()++;                                                         \
            std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                         \
    } while (false)

/// States that two integers are equal.
#define CHECK_EQUAL(expected, actual)                                             \
    do {                                                                          \
        long long wanted = static_cast<long long>(expected), got = static_cast<long long>(actual); \
        if (wanted != got) {                                                      \
            failures()++;                                                         \
            std::fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__, #actual, got, wanted); \
        }                                                                         \
    } while (false)

/// What main returns: not 0 where an expectation failed.
inline int outcome(const char* name) {
    if (failures() > 0)
        std::fprintf(stderr, "%s: %d expectations failed\n", name, failures());
    return failures() > 0 ? 1 : 0;
}
