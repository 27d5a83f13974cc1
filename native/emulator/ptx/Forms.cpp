// The opcodes of the PTX ISA that are implemented, each with the modifiers that it may carry beside its types.
#include "Forms.h"

#include "Type.h"

#include <map>
#include <sstream>

namespace vdsh {

namespace {

const char* const Comparisons = " eq ne lt le gt ge lo ls hi hs equ neu ltu leu gtu geu num nan and or xor ftz";
const char* const Roundings = " rn rz rm rp ftz sat";
const char* const Scopes = " volatile relaxed acquire release acq_rel weak cta gpu sys global shared local param const";
const char* const Caching = " nc ca cg cs lu cv wb wt v2 v4";
const char* const Atomics = " add min max and or xor exch cas inc dec";

struct Form {
    std::string modifiers;
    bool isTyped;
};

const std::map<std::string, Form>& forms() {
    static const auto* table = [] {
        const std::string comparisons = Comparisons, roundings = Roundings, scopes = Scopes, caching = Caching, atomics = Atomics;
        return new std::map<std::string, Form>{
            {"add", {roundings + " cc", true}}, {"sub", {roundings + " cc", true}}, {"mul", {roundings + " lo hi wide", true}},
            {"mad", {roundings + " lo hi wide cc", true}}, {"fma", {roundings, true}}, {"addc", {"cc", true}}, {"subc", {"cc", true}},
            {"madc", {"lo hi cc", true}}, {"div", {"rn rz rm rp ftz approx full", true}}, {"rem", {"", true}}, {"rcp", {"rn rz rm rp ftz approx", true}},
            {"sqrt", {"rn rz rm rp ftz approx", true}}, {"rsqrt", {"ftz approx", true}}, {"ex2", {"ftz approx", true}}, {"lg2", {"ftz approx", true}},
            {"sin", {"ftz approx", true}}, {"cos", {"ftz approx", true}}, {"neg", {"ftz", true}}, {"abs", {"ftz", true}}, {"min", {"ftz", true}},
            {"max", {"ftz", true}}, {"copysign", {"", true}}, {"testp", {"finite infinite number notanumber normal subnormal", true}},
            {"setp", {comparisons, true}}, {"set", {comparisons, true}}, {"selp", {"", true}}, {"cvt", {roundings + " rni rzi rmi rpi", true}},
            {"cvta", {"to global shared local const", true}}, {"and", {"", true}}, {"or", {"", true}}, {"xor", {"", true}}, {"not", {"", true}},
            {"shl", {"", true}}, {"shr", {"", true}}, {"shf", {"l r wrap clamp", true}}, {"popc", {"", true}}, {"clz", {"", true}}, {"brev", {"", true}},
            {"bfind", {"shiftamt", true}}, {"bfe", {"", true}}, {"bfi", {"", true}}, {"lop3", {"", true}}, {"prmt", {"", true}}, {"mov", {"", true}},
            {"ld", {scopes + caching, true}}, {"ldu", {"global v2 v4", true}}, {"st", {scopes + caching, true}}, {"atom", {scopes + atomics, true}},
            {"red", {scopes + atomics, true}}, {"shfl", {"sync up down bfly idx", true}}, {"vote", {"sync all any uni ballot", true}},
            {"match", {"sync any all", true}}, {"activemask", {"", true}}, {"bar", {"sync warp cta red popc and or u32 pred", false}}, {"barrier", {"sync aligned cta red popc and or u32 pred", false}},
            {"membar", {"cta gl sys", false}}, {"fence", {"sc acq_rel cta gpu sys", false}}, {"bra", {"uni", false}}, {"ret", {"uni", false}},
            {"exit", {"", false}}, {"trap", {"", false}},
        };
    }();
    return *table;
}

bool contains(const std::string& list, const std::string& word) {
    std::istringstream words(list);
    for (std::string candidate; words >> candidate;)
        if (candidate == word)
            return true;
    return false;
}

}

std::string unknownWord(const std::vector<std::string>& words) {
    const auto found = forms().find(words[0]);
    if (found == forms().end())
        return words[0];
    Type type;
    for (std::size_t i = 1; i < words.size(); ++i)
        if (!contains(found->second.modifiers, words[i]) && !(found->second.isTyped && Type::parse(words[i], type)))
            return words[i];
    return found->second.isTyped && (words.size() < 2 || !Type::parse(words.back(), type)) ? words.back() : "";
}

}
