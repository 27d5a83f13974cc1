// Gathers what lives and dies with a context: memory, modules, streams, events and the sticky error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "Cuda.h"
#include "Event.h"
#include "HandleTable.h"
#include "Kernel.h"
#include "PageLockedMemory.h"
#include "Scheduler.h"

namespace vdsh {

class Context {
public:
    explicit Context(const Settings& settings) : pageLocked(memory), scheduler(settings) { memory.setLimit(settings.memoryBytes); }
    ~Context() { scheduler.drop(); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// The stream behind a handle; null and 1 mean the legacy default stream. Null where the handle is not valid.
    std::shared_ptr<Stream> stream(CUstream handle) const;
    /// The device memory that holds the range; null for host memory, page-locked or not.
    Allocation* device(std::uint64_t address, std::size_t size) {
        Allocation* allocation = memory.find(address, size);
        return allocation && !allocation->pageLocked ? allocation : nullptr;
    }

    /// Device and page-locked memory, told apart by Allocation::pageLocked.
    Memory memory;
    PageLockedMemory pageLocked;
    HandleTable<CUmodule, LoadedModule> modules;
    HandleTable<CUfunction, Kernel> kernels;
    HandleTable<CUstream, Stream> streams;
    HandleTable<CUevent, Event> events;
    Scheduler scheduler;
};

}
