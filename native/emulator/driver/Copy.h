// Describes copies and fills of any shape in one form, so that all of them are checked alike, when they are asked for and again when they run.
#pragma once

#include <cstddef>
#include <cstdint>

#include "Context.h"

namespace vdsh {

/// One end of a copy: rows of bytes, `pitch` bytes apart.
struct CopySide {
    bool onDevice = false;
    std::uint64_t address = 0;
    std::size_t pitch = 0;
    /// The page-locked block that the range lies in, or 0.
    std::uint64_t pageLocked = 0;
};

/// `height` rows of `width` bytes from `source` to `target`.
class Copy {
public:
    Copy(CopySide target, CopySide source, std::size_t width, std::size_t height);

    bool empty() const { return width == 0 || height == 0; }
    /// Checks both ends against the context's memory; false (with a line on stderr) is CUDA_ERROR_INVALID_VALUE.
    bool resolve(Context& context, const char* what);
    /// Copies now.
    Fault run(Context& context) const;

private:
    std::size_t span(const CopySide& side) const { return (height - 1) * side.pitch + width; }
    bool resolveSide(Context& context, CopySide& side, const char* what, const char* end) const;
    Fault checkSide(Context& context, const CopySide& side) const;

    CopySide target;
    CopySide source;
    std::size_t width;
    std::size_t height;
};

/// Enqueues a copy; with `wait` returns after it (the calls without Async).
CUresult enqueueCopy(Context& context, const std::shared_ptr<Stream>& stream, Copy copy, const char* what, bool wait);

}
