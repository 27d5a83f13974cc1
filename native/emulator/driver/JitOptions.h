// Reads the options of cuModuleLoadDataEx and hands the logs back through them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "Cuda.h"

namespace vdsh {

/// A log buffer of the caller: its size comes in through an option's value, which then takes the number of bytes written.
class JitLog {
public:
    char* buffer = nullptr;
    void** size = nullptr;

    /// Writes as much of the text as fits, with a terminating zero that counts.
    void write(const std::string& text) const {
        if (!size)
            return;
        auto room = static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(*size));
        std::size_t used = 0;
        if (buffer && room > 0) {
            used = text.size() < room ? text.size() : room - 1;
            std::memcpy(buffer, text.data(), used);
            buffer[used++] = '\0';
        }
        *size = reinterpret_cast<void*>(text.empty() ? 0 : used);
    }
};

struct JitOptions {
    JitLog info;
    JitLog error;

    /// False for unknown options or missing arrays. Options on code generation are accepted and change nothing here.
    bool read(unsigned count, const CUjit_option* options, void** values) {
        if (count > 0 && (!options || !values))
            return false;
        for (unsigned i = 0; i < count; i++)
            switch (options[i]) {
                case CU_JIT_INFO_LOG_BUFFER:
                    info.buffer = static_cast<char*>(values[i]);
                    break;
                case CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES:
                    info.size = &values[i];
                    break;
                case CU_JIT_ERROR_LOG_BUFFER:
                    error.buffer = static_cast<char*>(values[i]);
                    break;
                case CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES:
                    error.size = &values[i];
                    break;
                default:
                    if (options[i] < 0 || options[i] > CU_JIT_LAST_KNOWN)
                        return false;
            }
        return true;
    }
};

}
