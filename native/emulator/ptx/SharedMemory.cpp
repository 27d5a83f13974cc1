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
    shadows.assign(size, Shadow());
    epoch = 1;
}

bool SharedMemory::isInitialized(std::size_t offset, std::size_t count) const {
    for (std::size_t i = offset; i < offset + count; ++i)
        if (!initialized[i])
            return false;
    return true;
}

void SharedMemory::markInitialized(std::size_t offset, std::size_t count) { std::memset(initialized.data() + offset, 1, count); }

std::string SharedMemory::record(std::size_t offset, std::size_t count, const SharedAccess& access) {
    for (std::size_t i = offset; i < offset + count; ++i) {
        Shadow& shadow = shadows[i];
        if (shadow.epoch != epoch) {
            shadow = Shadow();
            shadow.epoch = epoch;
        }
        const bool bothAtomic = access.isAtomic && shadow.writerIsAtomic;
        if (shadow.writer >= 0 && !bothAtomic && !isOrdered(shadow.writer, shadow.writerSync, access))
            return "a write by thread " + std::to_string(shadow.writer);
        if (access.isWrite) {
            const bool readersOrdered = shadow.reader < 0
                || (shadow.manyReaders ? !shadow.readersOfManyWarps && shadow.reader / WarpSize == access.thread / WarpSize && shadow.readerSync < access.warpSync
                                       : isOrdered(shadow.reader, shadow.readerSync, access));
            if (!readersOrdered)
                return "a read by thread " + std::to_string(shadow.reader);
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
    return "";
}

}
