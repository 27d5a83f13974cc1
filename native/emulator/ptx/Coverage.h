// Which instructions a test run has executed; kept for the whole process, since modules come and go with their contexts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vdsh {

/// The instructions of one kernel: their lines, and how often each was executed by a warp.
struct CoverageRecord {
    std::string kernel;
    std::vector<int> lines;
    std::vector<std::uint64_t> executions;
};

/// The record of a kernel; the same code loaded again has the same record.
CoverageRecord& coverageOf(const std::string& kernel, const std::vector<int>& lines);

}
