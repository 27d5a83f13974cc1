// PTX text as tokens with their lines, so that every later message can name the line.
#pragma once

#include <string>
#include <vector>

namespace vdsh {

/// A word (name, opcode with its dots, directive, number), a string, or one character of punctuation.
struct Token {
    std::string text;
    int line = 0;
    bool isWord = false;
};

/// Splits the text; comments vanish. The last token is empty.
std::vector<Token> tokenize(const std::string& text);

}
