// What the tests of the interpreter share: a kernel from text, its parameters, and checks that print what failed.
#pragma once

#include "../ptx/Execution.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace vdsh::testing {

inline int failures = 0;

inline void check(bool condition, const std::string& what) {
    if (condition)
        return;
    ++failures;
    std::printf("failed: %s\n", what.c_str());
}

inline int finish() {
    std::printf(failures == 0 ? "passed\n" : "%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}

/// A module with one kernel "k(u64 a, u64 b, u64 c, u64 d)"; the body finds the pointers in %a, %b, %c, %d, and its global thread number in %i.
inline std::string kernelText(const std::string& body, const std::string& declarations = "") {
    return R"(.version 7.0
.target sm_70
.address_size 64
.visible .entry k(.param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u64 pd)
{
    .reg .b16 %h<20>;
    .reg .b32 %r<40>;
    .reg .b64 %l<40>;
    .reg .f32 %f<20>;
    .reg .f64 %e<20>;
    .reg .pred %p<10>;
    .reg .b64 %a, %b, %c, %d;
    .reg .b32 %i, %t, %n;
)" + declarations + R"(
    ld.param.u64 %a, [pa];
    ld.param.u64 %b, [pb];
    ld.param.u64 %c, [pc];
    ld.param.u64 %d, [pd];
    mov.u32 %t, %tid.x;
    mov.u32 %r38, %ctaid.x;
    mov.u32 %r39, %ntid.x;
    mad.lo.s32 %i, %r38, %r39, %t;
)" + body + "\n    ret;\n}\n";
}

/// A module, memory for up to four arrays, and a launch.
class Bench {
public:
    explicit Bench(const std::string& text) {
        module = Module::load(text, log);
        check(module != nullptr, "the module loads: " + log);
    }

    /// Gives the next parameter an array with these values.
    template <class T> std::uint64_t array(const std::vector<T>& values) {
        const std::uint64_t address = memory.allocate(values.size() * sizeof(T));
        memory.write(address, values.data(), values.size() * sizeof(T));
        pointers.push_back(address);
        return address;
    }

    /// Gives the next parameter an array that nobody has written.
    std::uint64_t fresh(std::size_t bytes) {
        pointers.push_back(memory.allocate(bytes));
        return pointers.back();
    }

    Fault launch(unsigned grid, unsigned block, std::size_t dynamicShared = 0) {
        if (!module)
            return {1, log};
        std::vector<std::uint64_t> parameters = pointers;
        parameters.resize(4);
        const LaunchShape shape{{grid, 1, 1}, {block, 1, 1}, dynamicShared};
        return execute(*module->functions()[0], shape, reinterpret_cast<const std::uint8_t*>(parameters.data()), memory, options);
    }

    template <class T> std::vector<T> read(std::uint64_t address, std::size_t count) {
        std::vector<T> values(count);
        const Allocation* found = memory.find(address, count * sizeof(T));
        check(found != nullptr, "the result is there");
        if (found)
            std::memcpy(values.data(), reinterpret_cast<const void*>(address), count * sizeof(T));
        return values;
    }

    std::string log;
    std::unique_ptr<Module> module;
    Memory memory;
    Options options;
    std::vector<std::uint64_t> pointers;
};

}
