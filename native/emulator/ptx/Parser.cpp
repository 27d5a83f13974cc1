// Directives and declarations; the statements of a kernel's body go to the decoder one by one.
#include "Parser.h"

#include "Decoder.h"
#include "Number.h"

#include <cstring>

namespace vdsh {

Parser::Parser(const std::string& text) : tokens(tokenize(text)), module(std::make_unique<Module>()) {
    module->variables = std::make_shared<std::map<std::string, ModuleVariable>>();
}

const Token& Parser::peek(std::size_t ahead) const { return tokens[std::min(position + ahead, tokens.size() - 1)]; }

Token Parser::next() {
    const Token token = peek();
    if (position + 1 < tokens.size())
        ++position;
    return token;
}

bool Parser::accept(const std::string& text) {
    if (peek().text != text)
        return false;
    next();
    return true;
}

void Parser::expect(const std::string& text) {
    const Token token = next();
    if (token.text != text)
        throw PtxError(token.line, "expected '" + text + "', found '" + token.text + "'");
}

void Parser::skipStatement() {
    while (!peek().text.empty() && !accept(";"))
        next();
}

std::int64_t Parser::integer() {
    const bool negative = accept("-");
    const Token token = next();
    std::uint64_t value = 0;
    if (!parseNumber(token.text, Type{Type::Kind::Bits, 8}, value))
        throw PtxError(token.line, "expected a number, found '" + token.text + "'");
    return negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

std::unique_ptr<Module> Parser::parse() {
    bool external = false;
    while (!peek().text.empty()) {
        const Token token = next();
        if (token.text == ".extern")
            external = true;
        if (token.text == ".version" || token.text == ".address_size") {
            next();
        } else if (token.text == ".target") {
            do
                next();
            while (accept(","));
        } else if (token.text == ".file") {
            const int line = token.line;
            while (!peek().text.empty() && peek().line == line)
                next();
        } else if (token.text == ".section") {
            while (!peek().text.empty() && !accept("}"))
                next();
        } else if (token.text == ".visible" || token.text == ".extern" || token.text == ".weak" || token.text == ".common") {
            continue;
        } else if (token.text == ".entry") {
            parseKernel();
        } else if (token.text == ".global" || token.text == ".const" || token.text == ".shared") {
            parseVariable(token.text, external, nullptr);
            external = false;
        } else if (token.text == ".pragma") {
            skipStatement();
        } else {
            throw PtxError(token.line, "'" + token.text + "' is not supported here");
        }
    }
    return std::move(module);
}

void Parser::parseVariable(const std::string& space, bool external, Function* function) {
    std::size_t alignment = 1;
    Type type;
    for (;;) {
        const Token token = next();
        if (token.text == ".align")
            alignment = static_cast<std::size_t>(integer());
        else if (token.text.size() > 1 && token.text[0] == '.' && Type::parse(token.text.substr(1), type))
            break;
        else
            throw PtxError(token.line, "'" + token.text + "' is not supported in a variable");
    }
    const Token name = next();
    std::size_t count = 1;
    bool open = false;
    while (accept("[")) {
        if (accept("]")) {
            open = true;
            continue;
        }
        count *= static_cast<std::size_t>(integer());
        expect("]");
    }
    alignment = std::max(alignment, type.size);
    const std::size_t size = open ? 0 : count * type.size;
    if (space == ".local") {
        function->symbols[name.text] = roundUp(function->localSize, alignment);
        function->localSize = roundUp(function->localSize, alignment) + size;
    } else if (space == ".shared") {
        const SharedVariable variable{size, alignment, external || open};
        if (function)
            function->symbols[name.text] = variable.place(function->sharedSize);
        else
            moduleShared[name.text] = variable;
    } else {
        ModuleVariable& variable = (*module->variables)[name.text];
        variable.storage.assign(size + alignment, 0);
        variable.size = size;
        variable.address = roundUp(reinterpret_cast<std::uint64_t>(variable.storage.data()), alignment);
        variable.isConstant = space == ".const";
        if (accept("="))
            parseInitializer(variable, type, count);
    }
    expect(";");
}

void Parser::parseInitializer(ModuleVariable& variable, const Type& type, std::size_t count) {
    const bool list = accept("{");
    std::size_t index = 0;
    do {
        const bool negative = accept("-");
        const Token token = next();
        std::uint64_t value = 0;
        const auto symbol = module->variables->find(token.text);
        if (symbol != module->variables->end() && type.size == 8)
            value = symbol->second.address;
        else if (!parseNumber(token.text, type, value))
            index = count;
        if (index >= count)
            throw PtxError(token.line, "'" + token.text + "' does not initialise element " + std::to_string(index));
        if (negative)
            value = type.isFloat() ? value ^ (std::uint64_t(1) << (type.size * 8 - 1)) : ~value + 1;
        std::memcpy(variable.bytes() + index++ * type.size, &value, type.size);
    } while (list && accept(","));
    if (list)
        expect("}");
}

void Parser::parseKernel() {
    auto function = std::make_unique<Function>();
    function->kernelName = next().text;
    function->variables = module->variables;
    if (accept("("))
        parseParameters(*function);
    while (peek().text != "{") {
        const Token token = next();
        if (token.text != ".maxntid" && token.text != ".reqntid" && token.text != ".minnctapersm" && token.text != ".maxnreg")
            throw PtxError(token.line, "'" + token.text + "' is not supported after a kernel's parameters");
        std::size_t value = 1;
        do
            value *= static_cast<std::size_t>(integer());
        while (accept(","));
        if (token.text == ".maxntid" || token.text == ".reqntid")
            function->threadLimit = value;
    }
    expect("{");
    parseBody(*function);
    module->kernels.push_back(std::move(function));
}

void Parser::parseParameters(Function& function) {
    while (!accept(")")) {
        expect(".param");
        Type type;
        std::size_t alignment = 0;
        Token token = next();
        while (token.text == ".align" || token.text == ".ptr" || token.text == ".global") {
            if (token.text == ".align")
                alignment = static_cast<std::size_t>(integer());
            token = next();
        }
        if (token.text.empty() || !Type::parse(token.text.substr(1), type))
            throw PtxError(token.line, "'" + token.text + "' is no parameter type");
        while (accept(".ptr") || accept(".global") || accept(".align"))
            if (tokens[position - 1].text == ".align")
                integer();
        const Token name = next();
        std::size_t size = type.size;
        if (accept("[")) {
            size *= static_cast<std::size_t>(integer());
            expect("]");
        }
        alignment = std::max(alignment, type.size);
        const std::size_t offset = roundUp(function.parameterSize, alignment);
        function.kernelParameters.push_back({token.text.substr(1), size, alignment, offset});
        function.symbols[name.text] = offset;
        function.parameterSize = offset + size;
        accept(",");
    }
}

void Parser::parseBody(Function& function) {
    Decoder decoder(function);
    int depth = 1;
    while (depth > 0) {
        const Token token = peek();
        if (token.text.empty())
            throw PtxError(token.line, "the kernel " + function.kernelName + " has no end");
        if (accept("{")) {
            decoder.openScope();
            ++depth;
        } else if (accept("}")) {
            decoder.closeScope();
            --depth;
        } else if (accept(".reg")) {
            Type type;
            const Token typeName = next();
            if (!Type::parse(typeName.text.substr(1), type))
                throw PtxError(typeName.line, "'" + typeName.text + "' is no register type");
            do {
                const std::string name = next().text;
                if (accept("<")) {
                    decoder.declareRegisters(name, static_cast<int>(integer()));
                    expect(">");
                } else {
                    decoder.declareRegister(name);
                }
            } while (accept(","));
            expect(";");
        } else if (peek().text == ".shared" || peek().text == ".local") {
            const std::string space = next().text;
            parseVariable(space, false, &function);
        } else if (accept(".loc") || accept(".pragma")) {
            const int line = token.line;
            while (!peek().text.empty() && peek().line == line)
                next();
        } else if (token.isWord && peek(1).text == ":") {
            decoder.label(next().text, token.line);
            expect(":");
        } else {
            std::vector<Token> statement;
            while (!peek().text.empty() && peek().text != ";")
                statement.push_back(next());
            expect(";");
            decoder.statement(statement, moduleShared);
        }
    }
    decoder.finish();
}

}
