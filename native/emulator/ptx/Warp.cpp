// Scheduling inside a warp: branches split lanes, equal program counters join them, barriers hold them.
#include "Warp.h"

#include "BlockExecution.h"

#include <algorithm>
#include <limits>

namespace vdsh {

namespace {

constexpr int LaunchFailed = 719;
constexpr std::uint8_t LocalPoison = 0xCB;

}

Warp::Warp(BlockExecution& block, int index, int lanes)
    : block(&block), index(index), all(lanes == WarpSize ? ~std::uint32_t(0) : (std::uint32_t(1) << lanes) - 1), registers(block.function.slots) {
    for (const Constant& constant : block.function.constants)
        registers[constant.slot].fill(constant.value);
}

void Warp::start() {
    ended = ~all;
    waiting = 0;
    order.reset();
    fragments.assign(1, Fragment{0, all, false});
    local.assign(block->function.localSize * WarpSize, LocalPoison);
    localInitialized.assign(local.size(), 0);
    for (const SpecialRegister& special : block->function.specials)
        for (int lane = 0; lane < WarpSize; ++lane)
            registers[special.slot][lane] = block->special(special.name, threadOf(lane));
}

const Instruction& Warp::barrierInstruction() const { return block->function.instructions[barrierCounter]; }

int Warp::votes() const {
    const Instruction& instruction = barrierInstruction();
    int sum = 0;
    if (instruction.predicate != Instruction::None)
        for (std::uint32_t rest = waiting; rest; rest &= rest - 1)
            sum += (registers[instruction.predicate][__builtin_ctz(rest)] != 0) != instruction.operandNegated;
    return sum;
}

void Warp::release(std::uint64_t result) {
    for (const int slot : barrierInstruction().results)
        for (std::uint32_t rest = waiting; rest; rest &= rest - 1)
            registers[slot][__builtin_ctz(rest)] = result;
    fragments.push_back({barrierCounter + 1, waiting, false});
    waiting = 0;
}

std::uint32_t Warp::guarded(const Instruction& instruction, std::uint32_t mask) const {
    if (instruction.guard == Instruction::None)
        return mask;
    const Lanes& predicate = registers[instruction.guard];
    std::uint32_t taken = 0;
    for (int lane = 0; lane < WarpSize; ++lane)
        taken |= std::uint32_t((predicate[lane] != 0) != instruction.guardNegated) << lane;
    return mask & taken;
}

void Warp::merge() {
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        for (std::size_t j = i + 1; j < fragments.size();) {
            if (fragments[j].counter != fragments[i].counter) {
                ++j;
                continue;
            }
            fragments[i].mask |= fragments[j].mask;
            fragments[i].blocked = false;
            fragments.erase(fragments.begin() + static_cast<std::ptrdiff_t>(j));
        }
    }
}

void Warp::run() {
    while (!fragments.empty()) {
        merge();
        std::size_t lowest = fragments.size();
        int limit = std::numeric_limits<int>::max();
        for (std::size_t i = 0; i < fragments.size(); ++i)
            if (!fragments[i].blocked && (lowest == fragments.size() || fragments[i].counter < fragments[lowest].counter))
                lowest = i;
        if (lowest == fragments.size()) {
            const Fragment& stuck = fragments[0];
            const Instruction& instruction = block->function.instructions[stuck.counter];
            block->fail(LaunchFailed, threadOf(__builtin_ctz(stuck.mask)), instruction, "waits for lanes of its mask that never arrive");
        }
        for (std::size_t i = 0; i < fragments.size(); ++i)
            if (i != lowest)
                limit = std::min(limit, fragments[i].counter);
        const Fragment fragment = fragments[lowest];
        fragments.erase(fragments.begin() + static_cast<std::ptrdiff_t>(lowest));
        runFragment(fragment, limit);
    }
}

// Runs until the fragment ends, splits, waits, or reaches or passes the program counter of another one.
void Warp::runFragment(Fragment fragment, int limit) {
    const std::vector<Instruction>& code = block->function.instructions;
    std::vector<std::uint64_t>& executions = block->function.coverage->executions;
    bool isFirst = true;
    while (isFirst || fragment.counter < limit) {
        isFirst = false;
        const Instruction& instruction = code[fragment.counter];
        const std::uint32_t mask = guarded(instruction, fragment.mask);
        // What no lane's guard lets through has not been executed; a branch not taken has.
        executions[fragment.counter] += mask != 0 || instruction.operation == Operation::Branch;
        block->count(threadOf(__builtin_ctz(fragment.mask)), instruction);
        switch (instruction.operation) {
        case Operation::Branch:
            if (mask == fragment.mask) {
                fragment.counter = instruction.target;
                continue;
            }
            if (mask != 0) {
                fragments.push_back({instruction.target, mask, false});
                fragments.push_back({fragment.counter + 1, fragment.mask & ~mask, false});
                return;
            }
            break;
        case Operation::Return:
            ended |= mask;
            fragment.mask &= ~mask;
            break;
        case Operation::Trap:
            if (mask != 0)
                block->fail(LaunchFailed, threadOf(__builtin_ctz(mask)), instruction, "executes a trap");
            break;
        case Operation::Barrier:
            waitAtBarrier(instruction, fragment.counter, mask);
            fragment.mask &= ~mask;
            break;
        case Operation::WarpBarrier:
        case Operation::Shuffle:
        case Operation::Vote:
        case Operation::Match: {
            const std::uint32_t blocked = executeGroups(instruction, mask);
            if (blocked == 0)
                break;
            fragments.push_back({fragment.counter, blocked, true});
            if (blocked != fragment.mask)
                fragments.push_back({fragment.counter + 1, fragment.mask & ~blocked, false});
            return;
        }
        default:
            if (mask != 0)
                execute(instruction, mask);
        }
        if (fragment.mask == 0)
            return;
        ++fragment.counter;
    }
    fragments.push_back(fragment);
}

void Warp::waitAtBarrier(const Instruction& instruction, int counter, std::uint32_t mask) {
    if (mask == 0)
        return;
    const int thread = threadOf(__builtin_ctz(mask));
    if (!instruction.operands.empty() && registers[instruction.operands[0]][__builtin_ctz(mask)] != static_cast<std::uint64_t>(block->threadCount()))
        block->fail(LaunchFailed, thread, instruction, "waits at a barrier for some of the block's threads, which this emulator does not support");
    if (waiting != 0 && barrierCounter != counter)
        block->fail(LaunchFailed, thread, instruction,
            "a divergent barrier: other threads of its warp wait at the one in PTX line " + std::to_string(barrierInstruction().line));
    barrierCounter = counter;
    waiting |= mask;
}

// All named lanes are here. Lanes that are not named must not be, and named ones must not have ended.
bool Warp::isComplete(const Instruction& instruction, std::uint32_t mask, std::uint32_t members) {
    const int thread = threadOf(__builtin_ctz(mask));
    if ((mask & ~members) != 0)
        block->fail(LaunchFailed, threadOf(__builtin_ctz(mask & ~members)), instruction, "executes an instruction whose lane mask does not name it");
    if ((members & ended & all) != 0)
        block->fail(LaunchFailed, thread, instruction, "names a lane that has ended (lane " + std::to_string(__builtin_ctz(members & ended & all)) + ")");
    return mask == (members & all);
}

// Lanes that name different masks are groups of their own. Returns the lanes whose group is not yet complete.
std::uint32_t Warp::executeGroups(const Instruction& instruction, std::uint32_t mask) {
    const Lanes& masks = registers[instruction.operation == Operation::WarpBarrier ? instruction.operands[0] : instruction.operands.back()];
    std::uint32_t blocked = 0;
    while (mask != 0) {
        const auto members = static_cast<std::uint32_t>(masks[__builtin_ctz(mask)]);
        std::uint32_t group = 0;
        for (std::uint32_t rest = mask; rest; rest &= rest - 1)
            if (static_cast<std::uint32_t>(masks[__builtin_ctz(rest)]) == members)
                group |= rest & -rest;
        if (isComplete(instruction, group, members))
            executeTogether(instruction, group);
        else
            blocked |= group;
        mask &= ~group;
    }
    return blocked;
}

void Warp::executeTogether(const Instruction& instruction, std::uint32_t members) {
    switch (instruction.operation) {
    case Operation::WarpBarrier: order.meet(members, members == all); break;
    case Operation::Shuffle: shuffle(instruction, members); break;
    case Operation::Vote: vote(instruction, members); break;
    default: match(instruction, members); break;
    }
}

}
