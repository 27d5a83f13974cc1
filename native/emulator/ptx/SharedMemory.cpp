// Two accesses to a byte by different threads conflict unless a barrier lies between them, both read, or both are atomic.
#include "SharedMemory.h"

#include "Instruction.h"

#include <cstring>

namespace vdsh {

namespace {

constexpr int Poison = 0xCB;

// Threads of one warp are also ordered by __syncwarp.
bool isOrdered(int other, std::uint32_t otherSync, const SharedAccess& access) {
    return other == access.thread || (other / WarpSize == access.thread / WarpSize && otherSync < access.warpSync);
}

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
            const bool readersOrdered = shadow.reader < 0
                || (shadow.manyReaders ? !shadow.readersOfManyWarps && shadow.reader / WarpSize == access.thread / WarpSize && shadow.readerSync < access.warpSync
                                       : isOrdered(shadow.reader, shadow.readerSync, access));
            if (!readersOrdered)
                return {shadow.reader, false};
            shadow.manyWriters = bothAtomic && (shadow.manyWriters || !isOrdered(shadow.writer, shadow.writerSync, access));
            shadow.writer = access.thread;
            shadow.writerSync = access.warpSync;
            shadow.writerIsAtomic = access.isAtomic;
        } else {
            shadow.manyReaders = shadow.manyReaders || (shadow.reader >= 0 && shadow.reader != access.thread);
            shadow.readersOfManyWarps = shadow.readersOfManyWarps || (shadow.reader >= 0 && shadow.reader / WarpSize != access.thread / WarpSize);
            shadow.reader = access.thread;
            shadow.readerSync = access.warpSync;
        }
    }
    return {};
}

}
