// The process-wide table of coverage records and its report.
#include "Coverage.h"

#include "Execution.h"

#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <utility>

namespace vdsh {

namespace {

using Key = std::pair<std::string, std::vector<int>>;

std::mutex tableMutex;

// Never destroyed: the report may be written while the process ends.
std::map<Key, std::unique_ptr<CoverageRecord>>& table() {
    static auto* records = new std::map<Key, std::unique_ptr<CoverageRecord>>();
    return *records;
}

}

CoverageRecord& coverageOf(const std::string& kernel, const std::vector<int>& lines) {
    const std::lock_guard<std::mutex> lock(tableMutex);
    std::unique_ptr<CoverageRecord>& record = table()[{kernel, lines}];
    if (!record)
        record = std::make_unique<CoverageRecord>(CoverageRecord{kernel, lines, std::vector<std::uint64_t>(lines.size())});
    return *record;
}

void writeCoverage(std::ostream& stream) {
    const std::lock_guard<std::mutex> lock(tableMutex);
    for (const auto& [key, record] : table()) {
        std::size_t executed = 0;
        for (const std::uint64_t count : record->executions)
            executed += count > 0;
        stream << record->kernel << ' ' << executed << '/' << record->lines.size();
        for (std::size_t i = 0; i < record->lines.size(); ++i) {
            if (record->executions[i] > 0)
                continue;
            std::size_t last = i;
            while (last + 1 < record->lines.size() && record->executions[last + 1] == 0)
                ++last;
            stream << ' ' << record->lines[i];
            if (last > i)
                stream << '-' << record->lines[last];
            i = last;
        }
        stream << '\n';
    }
}

}
