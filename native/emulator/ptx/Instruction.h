// A decoded instruction: everything that execution needs, so that text is looked at once and never again.
#pragma once

#include "Type.h"

#include <array>
#include <cfenv>
#include <cstdint>
#include <vector>

namespace vdsh {

constexpr int WarpSize = 32;

/// One register of a warp: a value for each lane, in the low bits of 64.
using Lanes = std::array<std::uint64_t, WarpSize>;

/// Computes d from up to three operands for the lanes of a mask. d may be one of the operands.
using AluFunction = void (*)(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask);

/// The same with the carry flag of each lane, 0 or 1.
using CarryFunction = void (*)(Lanes& d, Lanes& carry, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask);

enum class Operation {
    Alu, PairedAlu, ModifiedAlu, Carry, Compare, Pack, Unpack, Branch, Return, Trap, Nothing, Load, Store, Atomic, Barrier, WarpBarrier, Shuffle, Vote, Match, ActiveMask
};

enum class Space { Generic, Global, Shared, Local, Constant, Parameter };

enum class AtomicKind { Add, Min, Max, And, Or, Xor, Exchange, CompareAndSwap, Increment, Decrement };

enum class ShuffleKind { Up, Down, Butterfly, Index };

enum class VoteKind { All, Any, Uniform, Ballot };

enum class Combination { None, And, Or, Xor };

/// What the modifiers of floating-point instructions ask for beside the operation itself.
struct FloatModifiers {
    int rounding = FE_TONEAREST;   ///< as in <cfenv>
    bool flushesOperands = false;  ///< .ftz: subnormal float32 operands count as zeros of their sign
    bool flushesResult = false;    ///< .ftz: a subnormal float32 result becomes a zero of its sign
    bool saturates = false;        ///< .sat: the result is clamped to [0, 1], and a NaN is 0

    bool any() const { return rounding != FE_TONEAREST || flushesOperands || flushesResult || saturates; }
};

struct Instruction {
    static constexpr int None = -1;

    Operation operation = Operation::Nothing;
    AluFunction alu = nullptr;
    CarryFunction carry = nullptr;
    FloatModifiers modifiers;
    std::size_t resultSize = 4;  ///< bytes of an arithmetic result
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

    /// Second result of shfl, match and setp: a predicate; what bar.red counts; the flag of a carry instruction; or None.
    int predicate = None;

    /// Comparisons: what is written for true, and the predicate that is combined with.
    std::uint64_t trueValue = 1;
    Combination combination = Combination::None;

    /// The predicate that is an operand of vote or setp counts negated. Also that of bar.red.
    bool operandNegated = false;

    /// match.all instead of match.any.
    bool matchesAll = false;
};

}
