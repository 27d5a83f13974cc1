// Control, memory, warp-wide instructions and moves: the opcodes that are more than arithmetic on one lane.
#include "Decoder.h"

namespace vdsh {

namespace {

bool has(const Words& words, const char* word) {
    for (const std::string& candidate : words)
        if (candidate == word)
            return true;
    return false;
}

constexpr Type Bits32{Type::Kind::Bits, 4};

}

void Decoder::expectBarrierZero() {
    if (next().text != "0")
        fail("only barrier 0 is supported");
}

bool Decoder::decodeControl(const Words& words, Instruction& instruction) {
    const std::string& name = words[0];
    if (name == "bra") {
        instruction.operation = Operation::Branch;
        fixes.push_back({function.instructions.size(), next().text});
    } else if (name == "ret" || name == "exit") {
        instruction.operation = Operation::Return;
    } else if (name == "trap") {
        instruction.operation = Operation::Trap;
    } else if (name == "bar" || name == "barrier") {
        if (has(words, "warp")) {
            instruction.operation = Operation::WarpBarrier;
            instruction.operands.push_back(operand(Bits32));
        } else if (has(words, "sync")) {
            instruction.operation = Operation::Barrier;
            expectBarrierZero();
            if (accept(","))
                instruction.operands.push_back(operand(Bits32));
        } else if (has(words, "red")) {
            instruction.operation = Operation::Barrier;
            instruction.vote = has(words, "popc") ? VoteKind::Ballot : has(words, "and") ? VoteKind::All : VoteKind::Any;
            instruction.results.push_back(result());
            expect(",");
            expectBarrierZero();
            expect(",");
            instruction.operandNegated = accept("!");
            instruction.predicate = operand(Bits32);
            // With a third operand, the second was the number of threads.
            if (accept(",")) {
                instruction.operands.push_back(instruction.predicate);
                instruction.operandNegated = accept("!");
                instruction.predicate = operand(Bits32);
            }
        } else {
            fail("this form of " + name + " is not supported");
        }
    } else if (name == "membar" || name == "fence") {
        instruction.operation = Operation::Nothing;
    } else {
        return false;
    }
    return true;
}

bool Decoder::decodeMemory(const Words& words, Instruction& instruction) {
    const std::string& name = words[0];
    if (name != "ld" && name != "ldu" && name != "st" && name != "atom" && name != "red")
        return false;
    instruction.space = has(words, "shared") ? Space::Shared : has(words, "local") ? Space::Local : has(words, "global") ? Space::Global : has(words, "const") ? Space::Constant
        : has(words, "param") ? Space::Parameter : Space::Generic;
    if (name == "st") {
        instruction.operation = Operation::Store;
        address(instruction);
        expect(",");
        instruction.operands = operandList(instruction.type);
    } else if (name == "ld" || name == "ldu") {
        instruction.operation = Operation::Load;
        const bool vector = accept("{");
        do
            instruction.results.push_back(result());
        while (vector && accept(","));
        if (vector)
            expect("}");
        expect(",");
        address(instruction);
    } else {
        static const std::pair<const char*, AtomicKind> Kinds[] = {
            {"add", AtomicKind::Add}, {"min", AtomicKind::Min}, {"max", AtomicKind::Max}, {"and", AtomicKind::And}, {"or", AtomicKind::Or},
            {"xor", AtomicKind::Xor}, {"exch", AtomicKind::Exchange}, {"cas", AtomicKind::CompareAndSwap}, {"inc", AtomicKind::Increment}, {"dec", AtomicKind::Decrement},
        };
        bool known = false;
        for (const auto& [word, kind] : Kinds) {
            if (has(words, word)) {
                instruction.atomic = kind;
                known = true;
            }
        }
        if (!known)
            fail("this form of " + name + " is not supported");
        instruction.operation = Operation::Atomic;
        if (name == "atom") {
            instruction.results.push_back(result());
            expect(",");
        }
        address(instruction);
        operandsAfterComma(instruction, instruction.type, instruction.atomic == AtomicKind::CompareAndSwap ? 2 : 1);
    }
    return true;
}

bool Decoder::decodeWarp(const Words& words, Instruction& instruction) {
    const std::string& name = words[0];
    if (name == "activemask") {
        instruction.operation = Operation::ActiveMask;
        instruction.results.push_back(result());
        return true;
    }
    if ((name != "shfl" && name != "vote" && name != "match") || !has(words, "sync"))
        return false;
    instruction.results.push_back(result());
    if (accept("|"))
        instruction.predicate = result();
    if (name == "shfl") {
        instruction.operation = Operation::Shuffle;
        instruction.shuffle = has(words, "up") ? ShuffleKind::Up : has(words, "down") ? ShuffleKind::Down : has(words, "bfly") ? ShuffleKind::Butterfly : ShuffleKind::Index;
        operandsAfterComma(instruction, Bits32, 4);
    } else if (name == "vote") {
        instruction.operation = Operation::Vote;
        instruction.vote = has(words, "all") ? VoteKind::All : has(words, "any") ? VoteKind::Any : has(words, "uni") ? VoteKind::Uniform : VoteKind::Ballot;
        expect(",");
        instruction.operandNegated = accept("!");
        instruction.operands.push_back(operand(Type{Type::Kind::Predicate, 1}));
        operandsAfterComma(instruction, Bits32, 1);
    } else {
        instruction.matchesAll = has(words, "all");
        instruction.operation = Operation::Match;
        operandsAfterComma(instruction, instruction.type, 1);
        operandsAfterComma(instruction, Bits32, 1);
    }
    return true;
}

bool Decoder::decodeMove(const Words& words, Instruction& instruction) {
    if (words[0] != "mov")
        return false;
    if (accept("{")) {
        instruction.operation = Operation::Unpack;
        do
            instruction.results.push_back(result());
        while (accept(","));
        expect("}");
        operandsAfterComma(instruction, instruction.type, 1);
        return true;
    }
    instruction.results.push_back(result());
    expect(",");
    instruction.operands = operandList(instruction.type);
    instruction.operation = Operation::Pack;
    return true;
}

}
