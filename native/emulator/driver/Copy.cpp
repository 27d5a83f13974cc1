// Moves bytes between host and device with the checks that hardware leaves out.
#include "Copy.h"

#include <cstdio>
#include <cstring>

#include "Results.h"

namespace vdsh {

Copy::Copy(CopySide to, CopySide from, std::size_t rowBytes, std::size_t rows) : target(to), source(from), width(rowBytes), height(rows) {}

bool Copy::resolveSide(Context& context, CopySide& side, const char* what, const char* end) const {
    std::size_t bytes = span(side);
    bool inDevice = context.device(side.address, 1) != nullptr;
    const char* wrong = nullptr;
    if (height > 1 && (side.pitch < width || bytes / height > side.pitch))
        wrong = "has a pitch smaller than the width of a row";
    else if (side.onDevice && !context.device(side.address, bytes))
        wrong = inDevice ? "runs past the end of its allocation" : "is not device memory";
    else if (!side.onDevice && side.address == 0)
        wrong = "is null";
    else if (!side.onDevice && inDevice)
        wrong = "is device memory where host memory is expected";
    if (wrong) {
        std::fprintf(stderr, "vdsh emulator: %s: the %s 0x%llx (%zu rows of %zu bytes) %s.\n", what, end, static_cast<unsigned long long>(side.address), height, width, wrong);
        return false;
    }
    if (!side.onDevice)
        side.pageLocked = context.pageLocked.identity(side.address, bytes);
    return true;
}

bool Copy::resolve(Context& context, const char* what) {
    return resolveSide(context, target, what, "target") && resolveSide(context, source, what, "source");
}

Fault Copy::checkSide(Context& context, const CopySide& side) const {
    if (side.onDevice && !context.device(side.address, span(side)))
        return {IllegalAddress, "device memory was freed before the copy ran"};
    if (side.pageLocked != 0 && context.pageLocked.identity(side.address, span(side)) != side.pageLocked)
        return {IllegalAddress, "page-locked memory was freed before the copy ran"};
    return {};
}

Fault Copy::run(Context& context) const {
    for (const CopySide& side : {target, source})
        if (Fault fault = checkSide(context, side); fault.code != 0)
            return fault;
    Allocation* written = target.onDevice ? context.device(target.address, span(target)) : nullptr;
    const Allocation* read = source.onDevice ? context.device(source.address, span(source)) : nullptr;
    if (height == 1 && target.address < source.address + width && source.address < target.address + width)
        return {LaunchFailed, "source and target overlap"};
    for (std::size_t row = 0; row < height; row++) {
        std::uint64_t to = target.address + row * target.pitch, from = source.address + row * source.pitch;
        std::memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), width);
        if (!written)
            continue;
        std::uint8_t* flags = written->initialized + (to - written->address);
        if (read)
            std::memmove(flags, read->initialized + (from - read->address), width);
        else
            std::memset(flags, 1, width);
    }
    return {};
}

CUresult enqueueCopy(Context& context, const std::shared_ptr<Stream>& stream, Copy copy, const char* what, bool wait) {
    if (!stream)
        return InvalidHandle;
    if (!copy.empty()) {
        if (!copy.resolve(context, what))
            return InvalidValue;
        context.scheduler.enqueue(stream, {what, [&context, copy] { return copy.run(context); }, {}});
    }
    if (wait)
        context.scheduler.waitUntil(context.scheduler.tail(stream));
    return context.scheduler.sticky();
}

}
