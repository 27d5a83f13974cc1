// Names, operands and the statements that steer: what all opcodes have in common.
#include "Decoder.h"

#include "Forms.h"
#include "Number.h"
#include "Parser.h"

namespace vdsh {

namespace {

const char* const SpecialNames[] = {
    "%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z", "%ctaid.x", "%ctaid.y", "%ctaid.z",
    "%nctaid.x", "%nctaid.y", "%nctaid.z", "%laneid", "%warpid", "%nwarpid", "%lanemask_eq", "%lanemask_lt",
    "%lanemask_le", "%lanemask_gt", "%lanemask_ge",
};

Words split(const std::string& name) {
    Words words;
    std::size_t start = 0;
    while (start <= name.size()) {
        const std::size_t dot = std::min(name.find('.', start), name.size());
        words.push_back(name.substr(start, dot - start));
        start = dot + 1;
    }
    return words;
}

}

Decoder::Decoder(Function& function) : function(function), scopes(1) {}

void Decoder::openScope() { scopes.emplace_back(); }

void Decoder::closeScope() { scopes.pop_back(); }

void Decoder::declareRegister(const std::string& name) { scopes.back()[name] = function.slots++; }

void Decoder::declareRegisters(const std::string& prefix, int count) {
    for (int i = 0; i < count; ++i)
        declareRegister(prefix + std::to_string(i));
}

void Decoder::label(const std::string& name, int place) {
    if (!labels.emplace(name, function.instructions.size()).second)
        throw PtxError(place, "the label " + name + " exists already");
}

void Decoder::statement(const std::vector<Token>& statementTokens, const std::map<std::string, SharedVariable>& moduleShared) {
    tokens = &statementTokens;
    shared = &moduleShared;
    position = 0;
    line = statementTokens.empty() ? 0 : statementTokens[0].line;
    Instruction instruction;
    instruction.line = line;
    if (accept("@")) {
        instruction.guardNegated = accept("!");
        instruction.guard = registerSlot(next().text);
    }
    const Token name = next();
    if (!name.isWord)
        fail("'" + name.text + "' is no instruction");
    decode(split(name.text), instruction);
    if (position < tokens->size())
        fail("'" + peek().text + "' is too much for " + name.text);
    function.instructions.push_back(std::move(instruction));
}

void Decoder::finish() {
    const bool ends = !function.instructions.empty() && function.instructions.back().operation == Operation::Return
        && function.instructions.back().guard == Instruction::None;
    if (!ends || labels.size() > 0) {
        Instruction end;
        end.operation = Operation::Return;
        end.line = line;
        bool reached = !ends;
        for (const auto& [name, place] : labels)
            reached = reached || place == function.instructions.size();
        if (reached)
            function.instructions.push_back(end);
    }
    for (const BranchFix& fix : fixes) {
        const auto found = labels.find(fix.label);
        if (found == labels.end())
            throw PtxError(function.instructions[fix.instruction].line, "the label " + fix.label + " does not exist");
        function.instructions[fix.instruction].target = static_cast<int>(found->second);
    }
    // All dynamic variables begin at one address, as CUDA has it.
    std::size_t strictest = 16;
    for (const auto& [index, alignment] : dynamicShared)
        strictest = std::max(strictest, alignment);
    function.dynamicStart = roundUp(function.sharedSize, strictest);
    for (const auto& [index, alignment] : dynamicShared)
        function.constants[index].value = function.dynamicStart;
    std::vector<int> lines;
    for (const Instruction& instruction : function.instructions)
        lines.push_back(instruction.line);
    function.coverage = &coverageOf(function.kernelName, lines);
}

const Token& Decoder::peek() const {
    static const Token End;
    return position < tokens->size() ? (*tokens)[position] : End;
}

Token Decoder::next() {
    const Token token = peek();
    ++position;
    return token;
}

bool Decoder::accept(const std::string& text) {
    if (peek().text != text)
        return false;
    ++position;
    return true;
}

void Decoder::expect(const std::string& text) {
    const Token token = next();
    if (token.text != text)
        fail("expected '" + text + "', found '" + token.text + "'");
}

void Decoder::fail(const std::string& message) const { throw PtxError(line, message); }

int Decoder::registerSlot(const std::string& name) const {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
        const auto found = scope->find(name);
        if (found != scope->end())
            return found->second;
    }
    fail("the register " + name + " is not declared");
}

int Decoder::constantSlot(std::uint64_t value) {
    const auto [place, isNew] = constantSlots.emplace(value, function.slots);
    if (isNew) {
        function.constants.push_back({function.slots, value});
        ++function.slots;
    }
    return place->second;
}

int Decoder::specialSlot(const std::string& name) {
    const auto [place, isNew] = specialSlots.emplace(name, function.slots);
    if (isNew) {
        function.specials.push_back({function.slots, name});
        ++function.slots;
    }
    return place->second;
}

int Decoder::operand(const Type& type) {
    const bool negative = accept("-");
    const Token token = next();
    std::uint64_t value = 0;
    if (parseNumber(token.text, type, value))
        return constantSlot(negative ? (type.isFloat() ? value ^ (std::uint64_t(1) << (type.size * 8 - 1)) : ~value + 1) : value);
    if (token.text == "WARP_SZ")
        return constantSlot(WarpSize);
    for (const char* name : SpecialNames)
        if (token.text == name)
            return specialSlot(name);
    if (!token.text.empty() && token.text[0] == '%')
        return registerSlot(token.text);
    const auto known = function.symbols.find(token.text);
    if (known != function.symbols.end())
        return constantSlot(known->second);
    const auto variable = function.variables->find(token.text);
    if (variable != function.variables->end())
        return constantSlot(variable->second.address);
    const auto module = shared->find(token.text);
    if (module == shared->end())
        return registerSlot(token.text);
    if (!module->second.dynamic)
        return constantSlot(function.symbols[token.text] = module->second.place(function.sharedSize));
    // Its place is known when all static variables are; no other constant may share its slot until then.
    dynamicShared.emplace_back(function.constants.size(), module->second.alignment);
    function.constants.push_back({function.slots, 0});
    return function.slots++;
}

std::vector<int> Decoder::operandList(const Type& type) {
    std::vector<int> slots;
    if (!accept("{")) {
        slots.push_back(operand(type));
        return slots;
    }
    do
        slots.push_back(operand(type));
    while (accept(","));
    expect("}");
    return slots;
}

int Decoder::result() {
    const Token token = next();
    if (token.text == "_")
        return function.slots++;
    return registerSlot(token.text);
}

void Decoder::address(Instruction& instruction) {
    expect("[");
    instruction.base = operand(Type{Type::Kind::Unsigned, 8});
    if (accept("+")) {
        const bool negative = accept("-");
        std::uint64_t value = 0;
        const Token token = next();
        if (!parseNumber(token.text, Type{Type::Kind::Bits, 8}, value))
            fail("'" + token.text + "' is no offset");
        instruction.offset = negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
    }
    expect("]");
}

void Decoder::operandsAfterComma(Instruction& instruction, const Type& type, int count) {
    for (int i = 0; i < count; ++i) {
        expect(",");
        instruction.operands.push_back(operand(type));
    }
}

void Decoder::decode(const Words& words, Instruction& instruction) {
    const std::string unknown = unknownWord(words);
    if (!unknown.empty())
        unsupported(words, " (it does not know '" + unknown + "' there)");
    if (Type type; Type::parse(words.back(), type))
        instruction.type = type;
    if (!decodeControl(words, instruction) && !decodeMemory(words, instruction) && !decodeWarp(words, instruction)
        && !decodeMove(words, instruction) && !decodeCarry(words, instruction))
        decodeAlu(words, instruction);
}

}
