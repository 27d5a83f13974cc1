// Every state space, access width and vector form, variables of the module with their first values, and the memory of the device itself.
#include "PtxTesting.h"

using namespace vdsh;
using namespace vdsh::testing;

namespace {

/// Runs a body on an input array and returns `count` results.
template <class T, class In> std::vector<T> results(const std::string& name, const std::string& body, const std::vector<In>& input, std::size_t count,
    const std::string& declarations = "", const std::string& before = "", unsigned block = 1, std::size_t dynamicShared = 0) {
    Bench bench(before + kernelText(body, declarations));
    bench.array(input);
    const std::uint64_t out = bench.fresh(count * sizeof(T));
    const Fault fault = bench.launch(1, block, dynamicShared);
    check(fault.code == 0, name + ": " + fault.message);
    return fault.code == 0 ? bench.read<T>(out, count) : std::vector<T>(count);
}

void vectors() {
    const std::vector<float> input{1, 2, 3, 4};
    check(results<float>("v4", "    ld.global.nc.v4.f32 {%f1, %f2, %f3, %f4}, [%a];\n    st.global.v4.f32 [%b], {%f4, %f3, %f2, %f1};", input, 4) == std::vector<float>({4, 3, 2, 1}), "four floats at once");
    check(results<double>("v2", "    ld.global.v2.f64 {%e1, %e2}, [%a];\n    st.global.v2.f64 [%b], {%e2, %e1};", std::vector<double>{5, 6}, 2) == std::vector<double>({6, 5}), "two doubles at once");
    check(results<std::uint8_t>("v4 of bytes", "    ld.global.v4.u8 {%h1, %h2, %h3, %h4}, [%a];\n    st.global.v2.u8 [%b], {%h4, %h2};", std::vector<std::uint8_t>{10, 20, 30, 40}, 2) == std::vector<std::uint8_t>({40, 20}), "bytes");
    check(results<std::int32_t>("signed loads", "    ld.global.s8 %r1, [%a];\n    ld.global.u8 %r2, [%a];\n    ld.global.s16 %r3, [%a+2];\n    st.global.u32 [%b], %r1;\n    st.global.u32 [%b+4], %r2;\n    st.global.u32 [%b+8], %r3;",
              std::vector<std::uint8_t>{0xFE, 0, 0x01, 0x80}, 3) == std::vector<std::int32_t>({-2, 254, -32767}), "narrow loads are extended by their type");
    check(results<std::uint32_t>("volatile", "    ld.volatile.global.u32 %r1, [%a];\n    st.volatile.global.u32 [%b], %r1;", std::vector<std::uint32_t>{77}, 1)[0] == 77, "volatile accesses");
    check(results<std::uint32_t>("generic", "    ld.u32 %r1, [%a];\n    st.u32 [%b], %r1;", std::vector<std::uint32_t>{78}, 1)[0] == 78, "generic accesses");
    check(results<std::uint32_t>("a write of part of an element", "    mov.u32 %r1, 0;\n    st.global.u32 [%b], %r1;\n    mov.u32 %r1, 0x1234ab;\n    st.global.u8 [%b+1], %r1;", std::vector<std::uint32_t>{0}, 1)[0] == 0xAB00, "a byte alone is written");
}

void localMemory() {
    const std::string depot = "    .local .align 8 .b8 depot[16];\n";
    const auto own = results<std::uint32_t>("local memory",
        "    mov.u64 %l1, depot;\n    cvta.local.u64 %l2, %l1;\n    st.local.u32 [%l1+4], %t;\n    st.u32 [%l2+8], %t;\n    ld.u32 %r1, [%l2+4];\n    ld.local.u32 %r2, [depot+8];\n    cvta.to.local.u64 %l3, %l2;\n    ld.local.u32 %r3, [%l3+4];\n"
        "    add.u32 %r1, %r1, %r2;\n    add.u32 %r1, %r1, %r3;\n    mul.wide.u32 %l4, %t, 4;\n    add.s64 %l4, %l4, %b;\n    st.global.u32 [%l4], %r1;", std::vector<std::uint32_t>{0}, 50, depot, "", 50);
    for (unsigned i = 0; i < 50; ++i)
        check(own[i] == 3 * i, "each thread has local memory of its own");
}

void moduleVariables() {
    const std::string variables = ".const .align 4 .f32 table[3] = {0f3F800000, -2.5, 7};\n.global .align 16 .b8 bytes[4] = {1, 2, 255};\n.visible .global .u64 place = bytes;\n.global .u32 counter;\n";
    const auto values = results<std::uint32_t>("module variables",
        "    ld.const.f32 %f1, [table+4];\n    cvt.rni.s32.f32 %r1, %f1;\n    st.global.u32 [%b], %r1;\n    ld.global.u64 %l1, [place];\n    ld.u8 %r2, [%l1+2];\n    st.global.u32 [%b+4], %r2;\n"
        "    atom.global.add.u32 %r3, [counter], 5;\n    ld.global.u32 %r4, [counter];\n    st.global.u32 [%b+8], %r4;\n    mov.u64 %l2, bytes;\n    cvta.global.u64 %l2, %l2;\n    and.b64 %l3, %l2, 15;\n    st.global.u32 [%b+12], %l3;",
        std::vector<std::uint32_t>{0}, 4, "", ".version 7.0\n.target sm_70\n.address_size 64\n" + variables);
    check(values == std::vector<std::uint32_t>({static_cast<std::uint32_t>(-2), 255, 5, 0}), "constants, tables, pointers and counters of the module");
}

void sharedMemory() {
    const auto values = results<std::uint32_t>("static and dynamic shared memory",
        "    mov.u64 %l1, fixed;\n    mov.u64 %l2, dyn;\n    mul.wide.u32 %l3, %t, 4;\n    add.s64 %l4, %l1, %l3;\n    add.s64 %l5, %l2, %l3;\n    st.shared.u32 [%l4], %t;\n    add.u32 %r1, %t, 100;\n    st.shared.u32 [%l5], %r1;\n    bar.sync 0;\n"
        "    xor.b32 %r2, %t, 7;\n    mul.wide.u32 %l6, %r2, 4;\n    add.s64 %l7, %l1, %l6;\n    add.s64 %l8, %l2, %l6;\n    ld.shared.u32 %r3, [%l7];\n    ld.shared.u32 %r4, [%l8];\n    add.u32 %r3, %r3, %r4;\n    add.s64 %l9, %b, %l3;\n    st.global.u32 [%l9], %r3;",
        std::vector<std::uint32_t>{0}, 8, "    .shared .align 4 .b32 fixed[8];\n", ".extern .shared .align 128 .b8 dyn[];\n", 8, 32);
    for (unsigned i = 0; i < 8; ++i)
        check(values[i] == 100 + 2 * (i ^ 7), "static and dynamic shared memory do not overlap");
}

void atomics() {
    struct Case { const char* text; std::uint32_t before, after, returned; };
    const Case cases[] = {
        {"atom.global.add.u32 %r1, [%a], 3", 5, 8, 5},        {"atom.global.min.u32 %r1, [%a], 3", 5, 3, 5},      {"atom.global.min.s32 %r1, [%a], -3", 5, 0xFFFFFFFD, 5},
        {"atom.global.max.s32 %r1, [%a], -3", 5, 5, 5},       {"atom.global.max.u32 %r1, [%a], -3", 5, 0xFFFFFFFD, 5}, {"atom.global.and.b32 %r1, [%a], 6", 5, 4, 5},
        {"atom.global.or.b32 %r1, [%a], 6", 5, 7, 5},         {"atom.global.xor.b32 %r1, [%a], 6", 5, 3, 5},      {"atom.global.exch.b32 %r1, [%a], 6", 5, 6, 5},
        {"atom.global.cas.b32 %r1, [%a], 5, 9", 5, 9, 5},     {"atom.global.cas.b32 %r1, [%a], 4, 9", 5, 5, 5},   {"atom.global.inc.u32 %r1, [%a], 5", 5, 0, 5},
        {"atom.global.inc.u32 %r1, [%a], 6", 5, 6, 5},        {"atom.global.dec.u32 %r1, [%a], 9", 0, 9, 0},      {"atom.global.dec.u32 %r1, [%a], 9", 5, 4, 5},
        {"atom.relaxed.gpu.global.add.u32 %r1, [%a], 1", 5, 6, 5}, {"atom.add.u32 %r1, [%a], 1", 5, 6, 5},
    };
    for (const Case& c : cases) {
        Bench bench(kernelText(std::string("    ") + c.text + ";\n    st.global.u32 [%b], %r1;"));
        const std::uint64_t place = bench.array<std::uint32_t>({c.before}), out = bench.fresh(4);
        const Fault fault = bench.launch(1, 1);
        check(fault.code == 0 && bench.read<std::uint32_t>(place, 1)[0] == c.after && bench.read<std::uint32_t>(out, 1)[0] == c.returned, std::string(c.text) + " " + fault.message);
    }
    Bench wide(kernelText("    atom.global.add.u64 %l1, [%a], 1;\n    red.global.add.f64 [%b], 0d3FE0000000000000;\n    red.global.max.s64 [%c], %l1;"));
    const std::uint64_t count = wide.array<std::uint64_t>({0xFFFFFFFFull}), sum = wide.array<double>({0}), most = wide.array<std::int64_t>({-1});
    check(wide.launch(2, 40).code == 0, "wide atomics run");
    check(wide.read<std::uint64_t>(count, 1)[0] == 0xFFFFFFFFull + 80, "64-bit counts");
    check(wide.read<double>(sum, 1)[0] == 40, "sums of doubles");
    check(wide.read<std::int64_t>(most, 1)[0] == 0xFFFFFFFFll + 79, "64-bit maxima");
}

void deviceMemory() {
    Memory memory;
    memory.setLimit(1000);
    const std::uint64_t first = memory.allocate(600), second = memory.allocate(401);
    check(first != 0 && second == 0, "the limit holds");
    check(memory.allocate(0) == 0, "nothing is no allocation");
    check(first % 256 == 0, "allocations are aligned");
    check(memory.liveCount() == 1 && memory.liveBytes() == 600, "what is alive is counted");
    check(memory.find(first, 600) && !memory.find(first, 601) && !memory.find(first + 599, 2) && !memory.find(first - 1, 1) && memory.find(first + 599, 1), "only bytes of one allocation are found");
    check(memory.find(first, 1)->initialized[0] == 0, "fresh memory is not initialised");
    const int value = 5;
    check(memory.write(first + 8, &value, 4) && memory.find(first, 1)->initialized[8] == 1 && memory.find(first, 1)->initialized[12] == 0, "a write initialises its bytes");
    check(!memory.release(first + 1) && memory.release(first) && !memory.release(first), "an allocation is released once, by its address");
    check(!memory.find(first, 1) && memory.liveCount() == 0 && memory.liveBytes() == 0, "what is released is gone");
    const std::uint64_t host = memory.allocate(5000, true);
    check(host != 0 && memory.liveBytes() == 0, "page-locked memory is no device memory");
}

}

int main() {
    vectors();
    localMemory();
    moduleVariables();
    sharedMemory();
    atomics();
    deviceMemory();
    return finish();
}
