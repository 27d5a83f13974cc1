// Loading: parse, decode, and turn every failure into a log that names the line.
#include "Module.h"

#include "Parser.h"

namespace vdsh {

Module::~Module() = default;

std::unique_ptr<Module> Module::load(const std::string& text, std::string& log) {
    try {
        return Parser(text).parse();
    } catch (const PtxError& error) {
        log = error.what();
        return nullptr;
    }
}

Function* Module::function(const std::string& name) {
    for (const auto& kernel : kernels)
        if (kernel->name() == name)
            return kernel.get();
    return nullptr;
}

std::vector<Function*> Module::functions() {
    std::vector<Function*> all;
    for (const auto& kernel : kernels)
        all.push_back(kernel.get());
    return all;
}

}
