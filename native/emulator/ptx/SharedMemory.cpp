// Two accesses to a byte by different threads conflict unless a barrier lies between them, both read, or both are atomic.
#include "SharedMemory.h"

#include "Instruction.h"

#include <cstring>

namespace vdsh {

namespace {

constexpr int Poison = 0xCB;

}

// Threads of one warp are also ordered by __syncwarp.
bool SharedMemory::isOrdered(int other, std::uint32_t otherSync, const SharedAccess& access) {
    return other == access.thread
        || (other / WarpSize == access.thread / WarpSize && access.warpOrder->haveMet(access.thread % WarpSize, other % WarpSize, otherSync));
}

bool SharedMemory::areReadersOrdered(const Shadow& shadow, const SharedAccess& access) {
    if (shadow.reader < 0)
        return true;
    if (shadow.readersOfManyWarps)
        return false;
    for (std::uint32_t rest = shadow.readerLanes; rest; rest &= rest - 1)
        if (!isOrdered(shadow.reader / WarpSize * WarpSize + __builtin_ctz(rest), shadow.readerSync, access))
            return false;
    return true;
}

void SharedMemory::reset(std::size_t size) {
    bytes.assign(size, Poison);
    initialized.assign(size, 0);
    shadows.resize(size);
    // Shadows of older epochs count as empty.
    ++epoch;
}

bool SharedMemory::isInitialized(std::size_t offset, std::size_t count) const { return !std::memchr(initialized.data() + offset, 0, count); }

void SharedMemory::markInitialized(std::size_t offset, std::size_t count) { std::memset(initialized.data() + offset, 1, count); }

SharedConflict SharedMemory::record(std::size_t offset, std::size_t count, const SharedAccess& access) {
    for (std::size_t i = offset; i < offset + count; ++i) {
        Shadow& shadow = shadows[i];
        if (shadow.epoch != epoch) {
            shadow = Shadow();
            shadow.epoch = epoch;
        }
        const bool bothAtomic = access.isAtomic && shadow.writerIsAtomic;
        if (shadow.writer >= 0 && !bothAtomic && (shadow.manyWriters || !isOrdered(shadow.writer, shadow.writerSync, access)))
            return {shadow.writer, true};
        if (access.isWrite) {
            if (!areReadersOrdered(shadow, access))
                return {shadow.reader, false};
            shadow.manyWriters = bothAtomic && (shadow.manyWriters || !isOrdered(shadow.writer, shadow.writerSync, access));
            shadow.writer = access.thread;
            shadow.writerSync = access.warpOrder->now();
            shadow.writerIsAtomic = access.isAtomic;
        } else {
            shadow.readersOfManyWarps = shadow.readersOfManyWarps || (shadow.reader >= 0 && shadow.reader / WarpSize != access.thread / WarpSize);
            shadow.reader = access.thread;
            shadow.readerSync = access.warpOrder->now();
            shadow.readerLanes |= std::uint32_t(1) << access.thread % WarpSize;
        }
    }
    return {};
}

}
