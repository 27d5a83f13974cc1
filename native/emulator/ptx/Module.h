// A loaded PTX module: its kernels with their parameters, ready to be executed.
#pragma once

#include "Coverage.h"
#include "Instruction.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vdsh {

/// A kernel parameter as PTX declares it.
struct Parameter {
    std::string type;
    std::size_t size;
    std::size_t align;
    std::size_t offset;
};

/// A slot that holds the same for all lanes from the start: a constant of the code.
struct Constant {
    int slot;
    std::uint64_t value;
};

/// A slot that holds a special register, such as %tid.x.
struct SpecialRegister {
    int slot;
    std::string name;
};

inline std::size_t roundUp(std::size_t value, std::size_t alignment) { return (value + alignment - 1) / alignment * alignment; }

/// A variable in shared memory; a dynamic one begins where the static ones end, and its size is given at launch.
struct SharedVariable {
    std::size_t size;
    std::size_t alignment;
    bool dynamic;

    /// Takes its place after the first `used` bytes and adds itself to them.
    std::size_t place(std::size_t& used) const {
        const std::size_t offset = roundUp(used, alignment);
        used = offset + size;
        return offset;
    }
};

/// A variable of the module in global or constant memory, with its first values.
struct ModuleVariable {
    std::vector<std::uint8_t> storage;  ///< with room for the alignment
    std::size_t size = 0;
    std::uint64_t address = 0;
    bool isConstant = false;

    std::uint8_t* bytes() const { return reinterpret_cast<std::uint8_t*>(address); }
};

/// One kernel.
class Function {
public:
    const std::string& name() const { return kernelName; }
    const std::vector<Parameter>& parameters() const { return kernelParameters; }
    std::size_t parameterBytes() const { return parameterSize; }
    std::size_t staticSharedBytes() const { return sharedSize; }

    /// The most threads a block may have: what __launch_bounds__ says, or 1024.
    std::size_t maximalThreads() const { return threadLimit; }

private:
    friend class Parser;
    friend class Decoder;
    friend class BlockExecution;
    friend class Warp;

    std::string kernelName;
    std::vector<Parameter> kernelParameters;
    std::size_t parameterSize = 0;
    std::size_t sharedSize = 0;
    std::size_t dynamicStart = 0;
    std::size_t localSize = 0;
    std::size_t threadLimit = 1024;
    int slots = 0;
    std::vector<Instruction> instructions;
    std::vector<Constant> constants;
    std::vector<SpecialRegister> specials;
    std::map<std::string, std::uint64_t> symbols;
    std::shared_ptr<std::map<std::string, ModuleVariable>> variables;
    CoverageRecord* coverage = nullptr;
};

/// The kernels of one PTX text.
class Module {
public:
    /// Parses and decodes. On failure null, and `log` says what is wrong in which line.
    static std::unique_ptr<Module> load(const std::string& text, std::string& log);

    ~Module();

    /// The kernel of a name, or null.
    Function* function(const std::string& name);

    std::vector<Function*> functions();

private:
    friend class Parser;

    std::vector<std::unique_ptr<Function>> kernels;
    std::shared_ptr<std::map<std::string, ModuleVariable>> variables;
};

}
