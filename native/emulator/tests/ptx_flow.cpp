// Branches, loops, barriers and warp-wide instructions, against what each thread must see.
#include "PtxTesting.h"

#include <sstream>

using namespace vdsh;
using namespace vdsh::testing;

namespace {

const std::string StoreR1 = "    mul.wide.u32 %l9, %i, 4;\n    add.s64 %l9, %a, %l9;\n    st.global.u32 [%l9], %r1;\n";

/// Runs a body that leaves its result in %r1 and compares it with what is expected of each thread, in both orders.
template <class F> void expect(const std::string& name, const std::string& body, unsigned grid, unsigned block, F expected, const std::string& declarations = "", std::size_t dynamicShared = 0) {
    for (const bool reverse : {false, true}) {
        Bench bench(kernelText(body + StoreR1, declarations));
        const std::uint64_t out = bench.fresh(grid * block * 4);
        bench.options.reverse = reverse;
        const Fault fault = bench.launch(grid, block, dynamicShared);
        check(fault.code == 0, name + ": " + fault.message);
        if (fault.code != 0)
            continue;
        const auto values = bench.read<std::uint32_t>(out, grid * block);
        for (unsigned i = 0; i < grid * block; ++i)
            check(values[i] == expected(i), name + ", thread " + std::to_string(i) + ": " + std::to_string(values[i]) + " instead of " + std::to_string(expected(i)));
    }
}

}

int main() {
    expect("thread numbers", "    mov.u32 %r1, %i;\n", 3, 70, [](unsigned i) { return i; });
    expect("a branch both ways", "    and.b32 %r2, %t, 1;\n    setp.eq.u32 %p1, %r2, 0;\n    @%p1 bra even;\n    mov.u32 %r1, 1;\n    bra done;\neven:\n    mov.u32 %r1, 2;\ndone:\n", 1, 40,
        [](unsigned i) { return i % 2 == 0 ? 2u : 1u; });
    expect("loops of different lengths", "    mov.u32 %r1, 0;\n    mov.u32 %r2, 0;\nloop:\n    setp.ge.u32 %p1, %r2, %t;\n    @%p1 bra done;\n    add.u32 %r1, %r1, %r2;\n    add.u32 %r2, %r2, 1;\n    bra loop;\ndone:\n",
        1, 50, [](unsigned i) { return i == 0 ? 0 : i * (i - 1) / 2; });
    expect("a guarded instruction", "    mov.u32 %r1, 5;\n    setp.lt.u32 %p1, %t, 7;\n    @!%p1 mov.u32 %r1, 9;\n", 1, 33, [](unsigned i) { return i < 7 ? 5u : 9u; });
    expect("a scope with its own register", "    mov.u32 %r1, 1;\n    {\n    .reg .b32 %r1;\n    mov.u32 %r1, 2;\n    }\n", 1, 2, [](unsigned) { return 1u; });
    expect("sum through shared memory", R"(
    mul.wide.u32 %l1, %t, 4;
    mov.u64 %l2, dyn;
    add.s64 %l3, %l2, %l1;
    add.u32 %r2, %t, 1;
    st.shared.u32 [%l3], %r2;
    bar.sync 0;
    mov.u32 %r3, 64;
next:
    setp.ge.u32 %p1, %t, %r3;
    @%p1 bra skip;
    mul.wide.u32 %l4, %r3, 4;
    add.s64 %l5, %l3, %l4;
    ld.shared.u32 %r4, [%l5];
    ld.shared.u32 %r5, [%l3];
    add.u32 %r5, %r5, %r4;
    st.shared.u32 [%l3], %r5;
skip:
    bar.sync 0;
    shr.u32 %r3, %r3, 1;
    setp.ne.u32 %p1, %r3, 0;
    @%p1 bra next;
    ld.shared.u32 %r1, [%l2];
)", 2, 128, [](unsigned) { return 128u * 129 / 2; }, "    .shared .align 4 .b32 dyn[128];\n");
    expect("shuffle down", "    shfl.sync.down.b32 %r1, %t, 3, 31, -1;\n", 1, 64, [](unsigned i) { return i % 32 + 3 < 32 ? i + 3 : i; });
    expect("shuffle up", "    shfl.sync.up.b32 %r1, %t, 2, 0, -1;\n", 1, 64, [](unsigned i) { return i % 32 >= 2 ? i - 2 : i; });
    expect("shuffle butterfly", "    shfl.sync.bfly.b32 %r1|%p1, %t, 16, 31, -1;\n", 1, 64, [](unsigned i) { return i ^ 16; });
    expect("shuffle index in segments of 8", "    shfl.sync.idx.b32 %r1, %t, 2, 0x181f, -1;\n", 1, 32, [](unsigned i) { return i / 8 * 8 + 2; });
    expect("shuffle in a half that diverged and met", R"(
    setp.lt.u32 %p1, %t, 16;
    mov.u32 %r2, 100;
    @%p1 bra low;
    mov.u32 %r2, 200;
    bra meet;
low:
    add.u32 %r2, %r2, %t;
meet:
    shfl.sync.idx.b32 %r1, %r2, 15, 31, -1;
)", 1, 32, [](unsigned) { return 115u; });
    expect("ballot", "    and.b32 %r2, %t, 3;\n    setp.eq.u32 %p1, %r2, 1;\n    vote.sync.ballot.b32 %r1, %p1, -1;\n", 1, 32, [](unsigned) { return 0x22222222u; });
    expect("ballot of a small warp", "    setp.lt.u32 %p1, %t, 40;\n    vote.sync.ballot.b32 %r1, %p1, -1;\n", 1, 37, [](unsigned i) { return i < 32 ? ~0u : 31u; });
    expect("all, any, uniform", R"(
    setp.lt.u32 %p1, %t, 5;
    vote.sync.all.pred %p2, %p1, -1;
    vote.sync.any.pred %p3, %p1, -1;
    vote.sync.uni.pred %p4, %p1, -1;
    selp.u32 %r2, 1, 0, %p2;
    selp.u32 %r3, 2, 0, %p3;
    selp.u32 %r4, 4, 0, %p4;
    or.b32 %r1, %r2, %r3;
    or.b32 %r1, %r1, %r4;
)", 1, 64, [](unsigned i) { return i < 32 ? 2u : 4u; });
    expect("shuffles in groups of 8 that name their own masks", R"(
    shr.u32 %r2, %t, 3;
    shl.b32 %r2, %r2, 3;
    mov.u32 %r3, 0xff;
    and.b32 %r4, %r2, 31;
    shl.b32 %r3, %r3, %r4;
    setp.lt.u32 %p1, %t, 8;
    @%p1 bra group;
    mov.u32 %r2, %r2;
group:
    add.u32 %r5, %r4, 3;
    shfl.sync.idx.b32 %r1, %t, %r5, 31, %r3;
    bar.warp.sync %r3;
)", 1, 32, [](unsigned i) { return i / 8 * 8 + 3; });
    expect("a vote of the negated predicate", "    setp.lt.u32 %p1, %t, 5;\n    vote.sync.ballot.b32 %r1, !%p1, -1;\n", 1, 32, [](unsigned) { return ~31u; });
    expect("match of all, where they agree", "    shr.u32 %r2, %t, 5;\n    match.all.sync.b32 %r1|%p1, %r2, -1;\n    @!%p1 mov.u32 %r1, 1;\n", 1, 64, [](unsigned) { return ~0u; });
    expect("match of all, where they do not", "    match.all.sync.b32 %r1|%p1, %t, -1;\n    @%p1 mov.u32 %r1, 1;\n", 1, 64, [](unsigned) { return 0u; });
    expect("barriers that count", R"(
    setp.lt.u32 %p1, %t, 40;
    bar.red.popc.u32 %r1, 0, %p1;
    bar.red.and.pred %p2, 0, %p1;
    bar.red.or.pred %p3, 0, 64, !%p1;
    selp.u32 %r2, 100, 0, %p2;
    selp.u32 %r3, 1000, 0, %p3;
    add.u32 %r1, %r1, %r2;
    add.u32 %r1, %r1, %r3;
)", 2, 64, [](unsigned) { return 1040u; });
    expect("a barrier that names the number of threads", "    bar.sync 0, 64;\n    mov.u32 %r1, 3;\n", 1, 64, [](unsigned) { return 3u; });
    expect("match", "    and.b32 %r2, %t, 1;\n    match.any.sync.b32 %r1, %r2, -1;\n", 1, 32, [](unsigned i) { return i % 2 ? 0xAAAAAAAAu : 0x55555555u; });
    expect("active mask", "    mov.u32 %r1, 0;\n    setp.ge.u32 %p1, %t, 6;\n    @%p1 bra done;\n    activemask.b32 %r1;\ndone:\n", 1, 32, [](unsigned i) { return i < 6 ? 63u : 0u; });
    expect("lane masks", "    mov.u32 %r1, %lanemask_lt;\n    mov.u32 %r2, %laneid;\n    add.u32 %r1, %r1, %r2;\n", 1, 32, [](unsigned i) { return (1u << i) - 1 + i; });
    expect("packing and unpacking", "    mov.b64 %l1, {%t, %i};\n    mov.b64 {%r2, %r3}, %l1;\n    shl.b32 %r3, %r3, 8;\n    or.b32 %r1, %r2, %r3;\n", 2, 20,
        [](unsigned i) { return i % 20 | i << 8; });
    expect("generic addresses of shared memory", "    setp.ne.u32 %p1, %t, 0;\n    @%p1 bra wait;\n    st.shared.u32 [s+4], 77;\nwait:\n    bar.sync 0;\n    mov.u64 %l1, s;\n    cvta.shared.u64 %l2, %l1;\n    ld.u32 %r1, [%l2+4];\n",
        1, 33, [](unsigned) { return 77u; }, "    .shared .align 8 .b32 s[4];\n");

    Bench counter(kernelText("    atom.global.add.u32 %r1, [%a], 2;\n    red.global.max.s32 [%b], %i;\n    atom.global.cas.b32 %r2, [%c], 5, 9;\n    atom.global.add.f32 %f1, [%d], 0f3F000000;"));
    const std::uint64_t sum = counter.array<std::uint32_t>({1}), most = counter.array<std::int32_t>({-5}), swapped = counter.array<std::uint32_t>({5}), real = counter.array<float>({1});
    check(counter.launch(4, 50).code == 0, "atomics run");
    check(counter.read<std::uint32_t>(sum, 1)[0] == 401, "atomic add");
    check(counter.read<std::int32_t>(most, 1)[0] == 199, "reduction by the maximum");
    check(counter.read<std::uint32_t>(swapped, 1)[0] == 9, "compare and swap");
    check(counter.read<float>(real, 1)[0] == 101, "atomic add of floats");

    std::ostringstream coverage;
    Bench half(kernelText("    setp.lt.u32 %p1, %t, 100;\n    @%p1 bra done;\n    add.u32 %r1, %t, 1; // never\ndone:\n    add.u32 %r2, %t, 1;"));
    check(half.launch(1, 32).code == 0, "the half-covered kernel runs");
    writeCoverage(coverage);
    check(coverage.str().find("k 12/13 ") != std::string::npos, "coverage counts instructions: " + coverage.str());
    return finish();
}
