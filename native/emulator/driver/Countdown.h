// Lets one chosen call fail, so that tests reach every error path.
#pragma once

namespace vdsh {

/// Counts down to one failure; 0 is off.
class Countdown {
public:
    void set(long n) { left = n > 0 ? n : 0; }
    /// True once, at the n-th call after set(n).
    bool strikes() { return left > 0 && --left == 0; }

private:
    long left = 0;
};

}
