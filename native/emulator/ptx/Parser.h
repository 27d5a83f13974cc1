// The directives of PTX: what a module declares, and where the instructions of each kernel are.
#pragma once

#include "Lexer.h"
#include "Module.h"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace vdsh {

/// The text is not PTX that this emulator knows; the message names the line.
class PtxError : public std::runtime_error {
public:
    PtxError(int line, const std::string& message) : std::runtime_error("line " + std::to_string(line) + ": " + message) {}
};

class Parser {
public:
    explicit Parser(const std::string& text);

    std::unique_ptr<Module> parse();

private:
    const Token& peek(std::size_t ahead = 0) const;
    Token next();
    bool accept(const std::string& text);
    void expect(const std::string& text);
    void skipStatement();
    std::int64_t integer();

    void parseVariable(const std::string& space, bool external, Function* function);
    void parseInitializer(ModuleVariable& variable, const Type& type, std::size_t count);
    void parseKernel();
    void parseParameters(Function& function);
    void parseBody(Function& function);

    std::vector<Token> tokens;
    std::size_t position = 0;
    std::unique_ptr<Module> module;
    std::map<std::string, SharedVariable> moduleShared;
};

}
