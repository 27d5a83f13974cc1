// A decoded instruction: everything that execution needs, so that text is looked at once and never again.
#pragma once

#include "Type.h"

#include <array>
#include <cstdint>
#include <vector>

namespace vdsh {

constexpr int WarpSize = 32;

/// One register of a warp: a value for each lane, in the low bits of 64.
using Lanes = std::array<std::uint64_t, WarpSize>;

/// Computes d from up to three operands for the lanes of a mask. d may be one of the operands.
using AluFunction = void (*)(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask);

enum class Operation {
    Alu, Pack, Unpack, Branch, Return, Nothing, Load, Store, Atomic, Barrier, WarpBarrier, Shuffle, Vote, Match, ActiveMask
};

enum class Space { Generic, Global, Shared, Constant, Parameter };

enum class AtomicKind { Add, Min, Max, And, Or, Xor, Exchange, CompareAndSwap, Increment, Decrement };

enum class ShuffleKind { Up, Down, Butterfly, Index };

enum class VoteKind { All, Any, Uniform, Ballot };

struct Instruction {
    static constexpr int None = -1;

    Operation operation = Operation::Nothing;
    AluFunction alu = nullptr;
    Type type;
    int line = 0;

    /// Register that guards the instruction, or None.
    int guard = None;
    bool guardNegated = false;

    /// Register slots: results and operands. Constants and special registers have slots too.
    std::vector<int> results;
    std::vector<int> operands;

    /// Index of the target instruction of a branch.
    int target = 0;

    /// Memory: address = slot (or 0) + offset.
    Space space = Space::Generic;
    int base = None;
    std::int64_t offset = 0;
    AtomicKind atomic = AtomicKind::Add;

    ShuffleKind shuffle = ShuffleKind::Index;
    VoteKind vote = VoteKind::All;

    /// Second result of shfl and setp: a predicate, or None.
    int predicate = None;
};

}
