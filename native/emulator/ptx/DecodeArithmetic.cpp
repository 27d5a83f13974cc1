// Arithmetic, comparisons and carry chains: their functions are looked up once, their modifiers become data of the instruction.
#include "Decoder.h"

#include "Alu.h"

namespace vdsh {

namespace {

constexpr Type Predicate{Type::Kind::Predicate, 1};

bool has(const Words& words, const char* word) {
    for (const std::string& candidate : words)
        if (candidate == word)
            return true;
    return false;
}

bool isSingle(const Type& type) { return type.isFloat() && type.size == 4; }

FloatModifiers modifiersOf(const Words& words, const Type& operand, const Type& result) {
    FloatModifiers modifiers;
    if (has(words, "rz"))
        modifiers.rounding = FE_TOWARDZERO;
    else if (has(words, "rm"))
        modifiers.rounding = FE_DOWNWARD;
    else if (has(words, "rp"))
        modifiers.rounding = FE_UPWARD;
    modifiers.flushesOperands = has(words, "ftz") && isSingle(operand);
    modifiers.flushesResult = has(words, "ftz") && isSingle(result);
    modifiers.saturates = has(words, "sat") && result.isFloat();
    return modifiers;
}

}

void Decoder::unsupported(const Words& words, const std::string& why) const {
    std::string name;
    for (const std::string& word : words)
        name += (name.empty() ? "" : ".") + word;
    fail("the instruction " + name + " is not supported by this emulator" + why);
}

void Decoder::decodeAlu(const Words& words, Instruction& instruction) {
    AluChoice choice;
    for (const auto family : {&comparison, &conversion, &bitArithmetic, &fieldArithmetic, &integerArithmetic, &floatArithmetic}) {
        choice = family(words, instruction.type);
        if (choice.function)
            break;
    }
    if (!choice.function)
        unsupported(words, "");
    instruction.alu = choice.function;
    instruction.results.push_back(result());
    if (words[0] == "set" || words[0] == "setp") {
        decodeComparison(words, instruction);
        return;
    }
    Type resultType = instruction.type;
    if (words[0] == "cvt")
        Type::parse(words[words.size() - 2], resultType);
    instruction.modifiers = modifiersOf(words, instruction.type, resultType);
    instruction.resultSize = resultType.size;
    instruction.operation = instruction.modifiers.any() ? Operation::ModifiedAlu : Operation::Alu;
    for (const Type& type : choice.operandTypes) {
        expect(",");
        instruction.operands.push_back(operand(type));
    }
    // The function takes three operands: a third and a fourth of 32 bits share a register, and those that it does not read may be any.
    if (instruction.operands.size() == 4) {
        instruction.operation = Operation::PairedAlu;
        return;
    }
    while (instruction.operands.size() < 3)
        instruction.operands.push_back(instruction.operands[0]);
}

void Decoder::decodeComparison(const Words& words, Instruction& instruction) {
    const bool isSet = words[0] == "set";
    if (accept("|"))
        instruction.predicate = result();
    operandsAfterComma(instruction, instruction.type, 2);
    instruction.operands.push_back(instruction.operands[0]);
    instruction.modifiers = modifiersOf(words, instruction.type, Type{});
    instruction.combination = words.size() < 3 ? Combination::None : words[2] == "and" ? Combination::And : words[2] == "or" ? Combination::Or
        : words[2] == "xor" ? Combination::Xor : Combination::None;
    if (instruction.combination != Combination::None) {
        expect(",");
        instruction.operandNegated = accept("!");
        instruction.operands.push_back(operand(Predicate));
    }
    if (isSet) {
        Type type;
        if (words.size() < 4 || !Type::parse(words[words.size() - 2], type) || type.size != 4)
            unsupported(words, "");
        instruction.trueValue = type.isFloat() ? toBits(1.0f) : 0xFFFFFFFFu;
    }
    const bool isPlain = !isSet && instruction.predicate == Instruction::None && instruction.combination == Combination::None && !instruction.modifiers.any();
    instruction.operation = isPlain ? Operation::Alu : Operation::Compare;
}

bool Decoder::decodeCarry(const Words& words, Instruction& instruction) {
    const std::string& name = words[0];
    if (name != "addc" && name != "subc" && name != "madc" && !has(words, "cc"))
        return false;
    instruction.carry = carryArithmetic(words, instruction.type);
    if (!instruction.carry)
        unsupported(words, "");
    instruction.operation = Operation::Carry;
    if (carrySlot == Instruction::None)
        carrySlot = function.slots++;
    instruction.predicate = carrySlot;
    instruction.results.push_back(result());
    operandsAfterComma(instruction, instruction.type, name == "mad" || name == "madc" ? 3 : 2);
    if (instruction.operands.size() < 3)
        instruction.operands.push_back(instruction.operands[0]);
    return true;
}

}
