// One statement of a kernel's body becomes one decoded instruction, with names resolved to register slots.
#pragma once

#include "Lexer.h"
#include "Module.h"

#include <map>
#include <string>
#include <vector>

namespace vdsh {

/// Names of opcodes are words separated by dots: "ld.global.nc.f32".
using Words = std::vector<std::string>;

class Decoder {
public:
    explicit Decoder(Function& function);

    void openScope();
    void closeScope();
    void declareRegister(const std::string& name);
    void declareRegisters(const std::string& prefix, int count);
    void label(const std::string& name, int place);

    /// Decodes the tokens of a statement, without its semicolon.
    void statement(const std::vector<Token>& tokens, const std::map<std::string, SharedVariable>& moduleShared);

    /// Resolves labels and the place of dynamic shared memory.
    void finish();

private:
    struct BranchFix { std::size_t instruction; std::string label; };

    const Token& peek() const;
    Token next();
    bool accept(const std::string& text);
    void expect(const std::string& text);
    [[noreturn]] void fail(const std::string& message) const;

    int registerSlot(const std::string& name) const;
    int constantSlot(std::uint64_t value);
    int specialSlot(const std::string& name);
    int operand(const Type& type);
    std::vector<int> operandList(const Type& type);
    int result();
    void expectBarrierZero();
    void address(Instruction& instruction);
    void operandsAfterComma(Instruction& instruction, const Type& type, int count);

    void decode(const Words& words, Instruction& instruction);
    bool decodeControl(const Words& words, Instruction& instruction);
    bool decodeMemory(const Words& words, Instruction& instruction);
    bool decodeWarp(const Words& words, Instruction& instruction);
    bool decodeMove(const Words& words, Instruction& instruction);
    bool decodeCarry(const Words& words, Instruction& instruction);
    void decodeAlu(const Words& words, Instruction& instruction);
    void decodeComparison(const Words& words, Instruction& instruction);
    [[noreturn]] void unsupported(const Words& words, const std::string& why) const;

    Function& function;
    std::vector<std::map<std::string, int>> scopes;
    std::map<std::uint64_t, int> constantSlots;
    std::map<std::string, int> specialSlots;
    std::vector<BranchFix> fixes;
    std::map<std::string, std::size_t> labels;
    std::vector<std::pair<std::size_t, std::size_t>> dynamicShared;
    const std::map<std::string, SharedVariable>* shared = nullptr;
    const std::vector<Token>* tokens = nullptr;
    std::size_t position = 0;
    int line = 0;
    int carrySlot = Instruction::None;
};

}
