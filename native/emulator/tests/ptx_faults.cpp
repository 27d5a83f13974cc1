// Kernels with planted bugs: each must be caught, and the message must name the line.
#include "PtxTesting.h"

using namespace vdsh;
using namespace vdsh::testing;

namespace {

int lineOf(const std::string& text, const std::string& marker) {
    int line = 1;
    for (std::size_t i = 0; i < text.find(marker); ++i)
        line += text[i] == '\n';
    return line;
}

/// Expects a fault at the line of the marker, with a word in its message, in both orders.
void expectFault(const std::string& name, const std::string& text, const std::string& marker, int code, const std::string& word, unsigned block = 64, bool hasLine = true) {
    for (const bool reverse : {false, true}) {
        Bench bench(text);
        bench.array(std::vector<std::uint32_t>(64, 7));
        bench.fresh(256);
        bench.options.reverse = reverse;
        bench.options.instructionLimit = 100000;
        const Fault fault = bench.launch(1, block);
        check(fault.code == code, name + " is caught with code " + std::to_string(code) + ", not " + std::to_string(fault.code) + " " + fault.message);
        check(!hasLine || fault.message.find("line " + std::to_string(lineOf(text, marker))) != std::string::npos, name + " names the line: " + fault.message);
        check(fault.message.find(word) != std::string::npos, name + " says '" + word + "': " + fault.message);
    }
}

void expectNone(const std::string& name, const std::string& text, bool races = true, unsigned block = 64) {
    for (const bool reverse : {false, true}) {
        Bench bench(text);
        bench.array(std::vector<std::uint32_t>(64, 7));
        bench.fresh(256);
        bench.options.reverse = reverse;
        bench.options.races = races;
        const Fault fault = bench.launch(1, block);
        check(fault.code == 0, name + " runs: " + fault.message);
    }
}

const char* const Shared = "    .shared .align 4 .b32 s[64];\n";
const char* const Place = "    mul.wide.u32 %l1, %t, 4;\n    mov.u64 %l2, s;\n    add.s64 %l3, %l2, %l1;\n    add.s64 %l4, %a, %l1;\n    add.s64 %l5, %b, %l1;\n";

std::string exchange(const std::string& between) {
    return kernelText(std::string(Place) + "    st.shared.u32 [%l3], %t; // write\n" + between
        + "    xor.b32 %r1, %t, 1;\n    mul.wide.u32 %l6, %r1, 4;\n    add.s64 %l7, %l2, %l6;\n    ld.shared.u32 %r2, [%l7]; // read\n    st.global.u32 [%l5], %r2;\n", Shared);
}

}

int main() {
    expectFault("a read behind the end", kernelText("    ld.global.u32 %r1, [%a+256]; // here"), "// here", 700, "not inside one allocation");
    expectFault("a read before the start", kernelText("    ld.global.u32 %r1, [%a+-4]; // here"), "// here", 700, "not inside one allocation");
    expectFault("a write across the end", kernelText("    mov.u64 %l1, 0;\n    st.global.u64 [%a+256], %l1; // here"), "// here", 700, "writes 8 bytes");
    expectFault("a misaligned read", kernelText("    ld.global.u32 %r1, [%a+2]; // here"), "// here", 716, "not aligned to 4");
    expectFault("a misaligned vector", kernelText("    ld.global.v2.u32 {%r1, %r2}, [%a+4]; // here"), "// here", 716, "not aligned to 8");
    expectFault("an uninitialised read", kernelText("    ld.global.u32 %r1, [%b+8]; // here"), "// here", 719, "before anything was written");
    expectFault("uninitialised shared memory", kernelText("    ld.shared.u32 %r1, [s]; // here", Shared), "// here", 719, "before anything was written");
    expectFault("shared memory out of bounds", kernelText("    st.shared.u32 [s+256], %t; // here", Shared), "// here", 700, "256 bytes");

    expectFault("a missing barrier", exchange(""), "// read", 719, "of shared memory", 33);
    expectNone("the same with a barrier", exchange("    bar.sync 0;\n"));
    expectNone("the same with a warp barrier, in one warp", exchange("    bar.warp.sync -1;\n"), true, 32);
    const std::string halves = "    setp.lt.u32 %p2, %t, 16;\n    selp.u32 %r5, 0xffff, 0xffff0000, %p2;\n    bar.warp.sync %r5;\n";
    expectNone("the same with a warp barrier of half a warp", exchange(halves), true, 32);
    std::string across = exchange(halves);
    across.replace(across.find("xor.b32 %r1, %t, 1"), 18, "xor.b32 %r1, %t, 16");
    expectFault("a read across the halves that have met", across, "// read", 719, "race with a write", 32);
    const std::string rewrite = kernelText(std::string(Place) + "    st.shared.u32 [%l3], %t;\n    bar.sync 0;\n    ld.shared.u32 %r2, [s];\n    st.shared.u32 [s], %t; // here\n", Shared);
    expectFault("reads and writes of one word", rewrite, "// here", 719, "race");
    expectNone("the race where races are not looked for", rewrite, false);
    expectFault("two writers", kernelText("    st.shared.u32 [s], %t; // here", Shared), "// here", 719, "race with a write");
    expectNone("two atomic writers", kernelText("    setp.ne.u32 %p1, %t, 0;\n    @%p1 bra skip;\n    st.shared.u32 [s], 0;\nskip:\n    bar.sync 0;\n    atom.shared.add.u32 %r1, [s], 1;", Shared));

    expectFault("a barrier in a branch of one warp", kernelText("    setp.lt.u32 %p1, %t, 8;\n    @%p1 bra low;\n    bar.sync 0; // here\n    bra done;\nlow:\n    add.u32 %r1, %t, 1;\n    bar.sync 0; // there\ndone:\n    add.u32 %r2, %t, 1;"),
        "// there", 719, "divergent barrier", 32);
    expectFault("threads that end before a barrier", kernelText("    setp.lt.u32 %p1, %t, 8;\n    @%p1 ret;\n    bar.sync 0; // here"), "// here", 719, "have ended");
    expectFault("a warp that ends before a barrier", kernelText("    setp.lt.u32 %p1, %t, 32;\n    @%p1 ret;\n    bar.sync 0; // here"), "// here", 719, "have ended");

    expectFault("a shuffle whose mask lacks a lane", kernelText("    shfl.sync.idx.b32 %r1, %t, 0, 31, 0x7fffffff; // here"), "// here", 719, "does not name it", 32);
    expectFault("a shuffle that a lane never reaches", kernelText("    setp.eq.u32 %p1, %t, 3;\n    @%p1 ret;\n    shfl.sync.idx.b32 %r1, %t, 0, 31, -1; // here"), "// here", 719, "has ended (lane 3)", 32);
    expectFault("a vote that some lanes skip for a barrier", kernelText("    setp.lt.u32 %p1, %t, 4;\n    @%p1 bra vote;\n    bar.sync 0;\n    bra done;\nvote:\n    vote.sync.ballot.b32 %r1, %p1, -1; // here\ndone:\n    add.u32 %r2, %t, 1;"),
        "// here", 719, "never arrive", 32);
    expectFault("a shuffle from a lane outside the mask", kernelText("    setp.ge.u32 %p1, %t, 4;\n    @%p1 bra done;\n    shfl.sync.idx.b32 %r1, %t, 9, 31, 15; // here\ndone:\n    add.u32 %r2, %t, 1;"),
        "// here", 719, "shuffles from lane 9", 32);
    expectFault("an endless loop", kernelText("loop:\n    bra loop; // here"), "// here", 702, "more than 100000");

    expectFault("a read behind the end of local memory", kernelText("    st.local.u32 [v+8], %t; // here", "    .local .align 4 .b8 v[8];\n"), "// here", 700, "local memory");
    expectFault("uninitialised local memory", kernelText("    ld.local.u32 %r1, [v]; // here", "    .local .align 4 .b8 v[8];\n"), "// here", 719, "before anything was written");
    expectFault("a write into constant memory", ".const .align 4 .b32 fixed = 5;\n" + kernelText("    mov.u64 %l1, fixed;\n    cvta.const.u64 %l2, %l1;\n    st.u32 [%l2], %t; // here"), "// here", 700, "constant fixed");
    expectFault("a trap", kernelText("    setp.eq.u32 %p1, %t, 40;\n    @%p1 trap; // here"), "// here", 719, "trap");
    expectFault("a barrier in a branch of some warps", kernelText("    setp.lt.u32 %p1, %t, 32;\n    @%p1 bra low;\n    bar.sync 0; // here\n    bra done;\nlow:\n    bar.sync 0; // there\ndone:\n    add.u32 %r2, %t, 1;"),
        "// there", 719, "divergent barrier: other warps");
    expectFault("a barrier for some threads", kernelText("    bar.sync 0, 32; // here"), "// here", 719, "some of the block's threads");
    expectFault("a plain read of what others count", kernelText("    setp.ne.u32 %p1, %t, 0;\n    @%p1 bra skip;\n    st.shared.u32 [s], 0;\nskip:\n    bar.sync 0;\n    atom.shared.add.u32 %r1, [s], 1;\n    setp.eq.u32 %p1, %t, 63;\n    @%p1 ld.shared.u32 %r2, [s]; // here", Shared), "// here", 719, "race with a write");

    expectFault("a block larger than the launch bounds", ".version 7.0\n.visible .entry k() .maxntid 8, 4, 1 { ret; }", ".version", 1, "64 threads, where 1 to 32", 64, false);
    expectFault("an empty block", kernelText("    // here"), "// here", 1, "0 threads", 0, false);

    std::string log;
    check(Module::load(kernelText("    frobnicate.b32 %r1, %r2; // here"), log) == nullptr && log.find("frobnicate.b32 is not supported") != std::string::npos, "an unknown opcode is named: " + log);
    for (const char* const form : {"add.f16 %r1, %r2, %r3", "ld.global.b128 %r1, [%a]", "add.sat.u32 %r1, %r2, %r3", "atom.global.add.noftz.u32 %r1, [%a], 1", "mul.s32 %r1, %r2, %r3", "call foo"})
        check(Module::load(kernelText(std::string("    ") + form + ";"), log) == nullptr && log.find("line 2") != std::string::npos, std::string(form) + " is refused: " + log);
    check(Module::load(kernelText("    add.s32 %r1, %r77, 1;"), log) == nullptr && log.find("%r77 is not declared") != std::string::npos, "an unknown register is named: " + log);
    check(Module::load(kernelText("    bra nowhere;"), log) == nullptr && log.find("nowhere does not exist") != std::string::npos, "an unknown label is named: " + log);
    check(Module::load(kernelText("here:\n    bra here;\nhere:"), log) == nullptr && log.find("label here exists") != std::string::npos, "a label declared twice is named: " + log);
    check(Module::load("garbage", log) == nullptr && log.find("line 1") != std::string::npos, "text that is no PTX is refused: " + log);
    return finish();
}
