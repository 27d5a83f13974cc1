// The lexical rules of PTX: words may hold letters, digits and . _ $ %, everything else is one character.
#include "Lexer.h"

#include <cctype>

namespace vdsh {

namespace {

bool isWordCharacter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '%' || c == '.';
}

}

std::vector<Token> tokenize(const std::string& text) {
    std::vector<Token> tokens;
    int line = 1;
    std::size_t i = 0;
    while (i < text.size() && text[i] != '\0') {
        const char c = text[i];
        if (c == '\n') {
            ++line;
            ++i;
        } else if (std::isspace(static_cast<unsigned char>(c))) {
            ++i;
        } else if (text.compare(i, 2, "//") == 0) {
            while (i < text.size() && text[i] != '\n')
                ++i;
        } else if (text.compare(i, 2, "/*") == 0) {
            const std::size_t end = text.find("*/", i + 2);
            for (std::size_t j = i; j < end && j < text.size(); ++j)
                line += text[j] == '\n';
            i = end == std::string::npos ? text.size() : end + 2;
        } else if (c == '"') {
            const std::size_t end = text.find('"', i + 1);
            tokens.push_back({text.substr(i, end - i + 1), line, false});
            i = end == std::string::npos ? text.size() : end + 1;
        } else if (isWordCharacter(c)) {
            const std::size_t start = i;
            while (i < text.size() && isWordCharacter(text[i]))
                ++i;
            tokens.push_back({text.substr(start, i - start), line, true});
        } else {
            tokens.push_back({std::string(1, c), line, false});
            ++i;
        }
    }
    tokens.push_back({"", line, false});
    return tokens;
}

}
