// A modifier that is silently ignored would be a wrong result: every word of an opcode's name is checked against what is implemented.
#pragma once

#include <string>
#include <vector>

namespace vdsh {

/// Looks at the words of an opcode's name. Returns the first that this emulator does not know for the opcode, or nothing.
std::string unknownWord(const std::vector<std::string>& words);

}
