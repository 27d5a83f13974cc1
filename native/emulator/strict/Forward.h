// Finds the real emulator beside this library and the entry points behind the strict ones.
#pragma once

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "../driver/Cuda.h"

namespace strict {

/// Opens a library of the emulator, which lies in a folder beside that of this library.
inline void* open(const char* file) {
    Dl_info here{};
    dladdr(reinterpret_cast<void*>(&open), &here);
    std::string folder(here.dli_fname);
    std::string path = folder.substr(0, folder.rfind('/') + 1) + "../emulator/" + file;
    // Everything asynchronous runs inside the call that asks for it, as a simple stand-in would do it.
    setenv("VDSH_EMU_DEFER", "0", 1);
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        std::fprintf(stderr, "strict stand-in: %s\n", dlerror());
        std::abort();
    }
    return library;
}

/// The emulator's entry point of the same name and type.
template <class Function>
Function* entry(void* library, const char* name) {
    auto* found = reinterpret_cast<Function*>(dlsym(library, name));
    if (!found) {
        std::fprintf(stderr, "strict stand-in: the emulator has no %s\n", name);
        std::abort();
    }
    return found;
}

}
